"""`make bench`: the floor and the product side by side, in one run, against the goals.

Goals are ratios of CPU time of the server's and the database's processes: single times drift with the machine, ratios
inside one run much less. It is a benchmark, not a test: nothing fails the suite.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import time

from benchmarks import search_box
from benchmarks.cpu import tree_ms
from benchmarks.flows import Flow, flows
from benchmarks.houses import module, prepared, python, say, serving

ROUNDS, REQUESTS = 5, 12
LEAST_SHARE = 0.15  # of the floor's rate, for what is written
MILLION_SECONDS, SCAN_GIGABYTES = 15 * 60, 8
LEARN = "import django; django.setup(); from accrue.filters.spelling import learn_words; learn_words(everything=True)"
ROWS = int(os.environ.get("ROWS", "100000"))
SMALL, SAME = 100_000, 1.2
"""A list among more people than `SMALL` is held against the same among so many: it may cost `SAME` times as much."""
MOST_ORDERS = 1_000_000


def main() -> None:
    small = list_alone(SMALL) if ROWS > SMALL else None
    with prepared(ROWS) as (server, seeded):
        session, person, restricted = seeded["session"], str(seeded["person"]), seeded["restricted"]
        queries = json.loads(module("benchmarks.queries", "accrue.settings", "app", session, person))
        python(LEARN)
        with serving("benchmarks.floor.asgi") as floor, serving("accrue.asgi") as product:
            results = measure(flows(int(person)), floor, product, server, session)
            report(results, queries)
            report_list(small, results[0][2][0])
            for who, key in (("who sees all", session), ("who sees one in 500", restricted)):
                say(search_box.line(search_box.asked(product, server, key), who))
        report_rates(
            rates("benchmarks.floor.settings", "floor", server),
            rates("accrue.settings", "product", server),
        )
        report_duplicates(json.loads(module("benchmarks.duplicates", "accrue.settings", "app")))
        orders = min(ROWS * 10, MOST_ORDERS)
        capped = f", not ten for each of {ROWS:,} people" if orders < ROWS * 10 else ""
        say(f"\nSeeding {orders:,} orders{capped} …")
        module("benchmarks.orders", "benchmarks.floor.settings", "owner", str(orders))
        report_measuring(json.loads(module("benchmarks.measuring", "accrue.settings", "app")))


def list_alone(rows: int) -> float:
    """CPU milliseconds of the product's list among so many people."""
    with prepared(rows) as (server, seeded):
        (flow,) = (one for one in flows(seeded["person"]) if one.name.startswith("list"))
        with serving("benchmarks.floor.asgi") as floor, serving("accrue.asgi") as product:
            ((_, _, found),) = measure([flow], floor, product, server, seeded["session"])
            return found[0]


def rates(settings: str, what: str, database: int) -> dict[str, float]:
    role = "owner" if what == "floor" else "app"
    found: dict[str, float] = json.loads(module("benchmarks.rates", settings, role, what, str(database)))
    return found


type Times = tuple[float, list[float], int]  # CPU ms a request, wall ms of each, status


def measure(
    all_flows: list[Flow], floor: tuple[int, int], product: tuple[int, int], database: int, session: str
) -> list[tuple[Flow, Times, Times]]:
    results = []
    for flow in all_flows:
        for server, path in ((floor, flow.floor), (product, flow.product)):
            requests(server[1], path, session, 8)  # warm
        rounds: list[tuple[Times, Times]] = [
            (timed(floor, flow.floor, database, session), timed(product, flow.product, database, session))
            for _ in range(ROUNDS)
        ]
        results.append((flow, _median([a for a, _ in rounds]), _median([b for _, b in rounds])))
    return results


def timed(server: tuple[int, int], path: str, database: int, session: str) -> Times:
    before = tree_ms(server[0]) + tree_ms(database)
    walls, status = requests(server[1], path, session, REQUESTS)
    return (tree_ms(server[0]) + tree_ms(database) - before) / REQUESTS, walls, status


def requests(port: int, path: str, session: str, number: int) -> tuple[list[float], int]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    walls, status = [], 0
    for _ in range(number):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"accrue_session={session}"})
        answer = connection.getresponse()
        answer.read()
        status = answer.status
        walls.append((time.perf_counter() - began) * 1000)
    connection.close()
    return walls, status


def _median(times: list[Times]) -> Times:
    return statistics.median(t[0] for t in times), [w for t in times for w in t[1]], times[0][2]


def report(results: list[tuple[Flow, Times, Times]], queries: dict[str, int]) -> None:
    say(f"\n{'flow':<26}{'floor':>8}{'product':>9}{'ratio':>7}{'goal':>6}{'queries':>9}{'p50':>7}{'p95':>7}")
    own = {flow.name: product[0] for flow, _, product in results}
    for flow, floor, product in results:
        walls, asked = sorted(product[1]), queries[flow.name]
        base = own[flow.against] if flow.against else floor[0]
        ratio = product[0] / base if base else float("nan")
        answered = floor[2] == product[2] == 200 and asked > 0
        verdict = "PASS" if answered and ratio <= flow.goal and asked <= flow.queries else "FALLS SHORT"
        note = "" if answered else f" (answered {floor[2]} and {product[2]})"
        say(
            f"{flow.name:<26}{floor[0]:>7.1f} {product[0]:>8.1f} {ratio:>6.2f}{flow.goal:>6.1f}"
            f"{asked:>5}/{flow.queries:<3}{statistics.median(walls):>7.1f}{walls[int(len(walls) * 0.95)]:>7.1f}  {verdict}{note}"
        )
    say(
        "\nfloor, product: CPU ms a request, of server and database; p50, p95: ms until the product's answer. A search without"
        "\nhit is held against the product's own with hits."
    )


def report_list(small: float | None, cost: float) -> None:
    """What a list of 50 rows costs among a hundred thousand people and among all of these."""
    if small is None:
        return
    verdict = "PASS" if cost <= small * SAME else "FALLS SHORT"
    say(
        f"\nlist, 50 rows: {small:.1f} CPU ms among {SMALL:,} people, {cost:.1f} among {ROWS:,}; "
        f"equal within {SAME:.1f} ×  {verdict}"
    )


def report_rates(floor: dict[str, float], product: dict[str, float]) -> None:
    say(f"\n{'people a second of CPU':<26}{'floor':>8}{'product':>9}{'share':>7}{'goal':>6}")
    for name, rate in product.items():
        share = rate / floor[name]
        verdict = "PASS" if share >= LEAST_SHARE else "FALLS SHORT"
        say(f"{name:<26}{floor[name]:>8,.0f}{rate:>9,.0f}{share:>7.0%}{LEAST_SHARE:>6.0%}  {verdict}")


def report_duplicates(found: dict[str, float]) -> None:
    goal = MILLION_SECONDS * max(found["people"], 100_000) / 1_000_000
    passes = (
        found["seconds"] <= goal
        and found["gigabytes"] <= SCAN_GIGABYTES
        and found["found"] >= 0.95 * found["twice"]
    )
    say(
        f"\n{'scan for duplicates':<26}{'seconds':>9}{'goal':>7}{'peak GB':>9}{'goal':>6}{'found of those entered twice':>30}"
    )
    say(
        f"{found['people']:>9,.0f} people          {found['seconds']:>8.1f}{goal:>7.0f}{found['gigabytes']:>9.2f}{SCAN_GIGABYTES:>6.0f}"
        f"{found['found']:>14,.0f} of {found['twice']:,.0f}  {'PASS' if passes else 'FALLS SHORT'}"
    )


def report_measuring(found: dict[str, list[float]]) -> None:
    say(f"\n{'the worker, by the clock':<40}{'seconds':>9}{'goal':>7}")
    for name, (taken, goal) in found.items():
        verdict = ("PASS" if taken <= goal else "FALLS SHORT") if goal else ""
        say(f"{name:<40}{taken:>9.2f}{f'{goal:.0f}' if goal else '–':>7}  {verdict}")


if __name__ == "__main__":
    main()
