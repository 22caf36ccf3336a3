"""How long the search box takes over everything: parts of words, phone numbers, typing errors, and what is nowhere."""

from __future__ import annotations

import http.client
import statistics
import time
from urllib.parse import urlencode

GOAL_MS = 150
ROUNDS = 4
NEEDLES = (
    "an", "ana", "anders", "ander keller", "novak petersen", "north", "polar atlas", "ixqxq", "qzqzqz", "example.org",
    "andersn", "peterson", "nortwind", "fernlaef", "555", "0151 2", "okaf", "jansen ito", "deal", "10",
)  # fmt: skip


def asked(port: int, session: str) -> list[float]:
    """Milliseconds of each answer, every needle several times, on one warm connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for needle in NEEDLES * (ROUNDS + 1):
        began = time.perf_counter()
        connection.request(
            "GET", f"/palette/?{urlencode({'q': needle})}", headers={"Cookie": f"accrue_session={session}"}
        )
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the search box answered {answer.status}")
        times.append((time.perf_counter() - began) * 1000)
    connection.close()
    return sorted(times[len(NEEDLES) :])


def line(times: list[float]) -> str:
    high = times[int(len(times) * 0.95)]
    verdict = "PASS" if high <= GOAL_MS else "FALLS SHORT"
    return f"\nsearch box, {len(NEEDLES)} needles: p50 {statistics.median(times):.0f} ms, p95 {high:.0f} ms, goal {GOAL_MS} ms  {verdict}"
