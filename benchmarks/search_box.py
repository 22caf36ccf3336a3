"""How long the search box takes over everything: parts of words, phone numbers, typing errors, and what is nowhere."""

from __future__ import annotations

import http.client
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.cpu import tree_ms

GOAL_MS = 150
ROUNDS = 4
NEEDLES = (
    "an", "ana", "anders", "ander keller", "novak petersen", "north", "polar atlas", "ixqxq", "qzqzqz", "example.org",
    "andersn", "peterson", "nortwind", "fernlaef", "555", "0151 2", "okaf", "jansen ito", "deal", "10",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of each answer by needle, and CPU milliseconds of an answer on average, of server and database."""

    times: dict[str, list[float]]
    cpu: float


def asked(server: tuple[int, int], database: int, session: str) -> Asked:
    """Every needle several times, one after another, on one warm connection to a server (process id, port)."""
    connection = http.client.HTTPConnection("127.0.0.1", server[1])
    times: dict[str, list[float]] = {needle: [] for needle in NEEDLES}
    for needle in NEEDLES:
        _answered(connection, session, needle)
    before = tree_ms(server[0]) + tree_ms(database)
    for needle in NEEDLES * ROUNDS:
        times[needle].append(_answered(connection, session, needle))
    cpu = (tree_ms(server[0]) + tree_ms(database) - before) / (len(NEEDLES) * ROUNDS)
    connection.close()
    return Asked(times, cpu)


def _answered(connection: http.client.HTTPConnection, session: str, needle: str) -> float:
    began = time.perf_counter()
    connection.request(
        "GET", f"/palette/?{urlencode({'q': needle})}", headers={"Cookie": f"accrue_session={session}"}
    )
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"the search box answered {answer.status}")
    return (time.perf_counter() - began) * 1000


def line(found: Asked, who: str) -> str:
    times = sorted(one for many in found.times.values() for one in many)
    high = times[int(len(times) * 0.95)]
    verdict = "PASS" if high <= GOAL_MS else "FALLS SHORT"
    slowest = max(found.times, key=lambda needle: statistics.median(found.times[needle]))
    return (
        f"search box, {who}, {len(NEEDLES)} needles: p50 {statistics.median(times):.0f} ms, p95 {high:.0f} ms, "
        f"goal {GOAL_MS} ms  {verdict}; {found.cpu:.0f} CPU ms an answer, slowest “{slowest}”"
    )
