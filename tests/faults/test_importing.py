"""R5: whatever is killed during an import, each row of the file is accounted for once, and undo restores.

In the suite 600 rows of people and 400 of orders, with the importing process and the database killed once each. `ACCRUE_FAULT_ROWS=100000
pytest tests/faults/test_importing.py -k worker` runs the real worker with ten kills of each, and takes it all back.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from accrue import embedded
from accrue.exchange.tests.messy import dirty_orders
from tests.faults.harness import House, house

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(3600)]

ROWS, ORDER_ROWS, SIZE = 600, 400, 100
FULL = int(os.environ.get("ACCRUE_FAULT_ROWS", "0"))
KILLS = 10
WORKER = """from accrue.cli.django_setup import start; start()
import asyncio
from accrue.cli.worker import work
asyncio.run(work(4, ("imports", "schedule"), once=False))
"""
COUNTS = (
    "SELECT rows, created, updated, duplicate, rejected, skipped, state FROM exchange_import WHERE id = %s"
)
TABLES = (
    "contacts_person",
    "contacts_company",
    "exchange_externalid",
    "products_product",
    "billing_order",
    "billing_orderline",
    "billing_invoice",
    "billing_payment",
)
ORDERS_HERE = """
    SELECT o.external_id, (SELECT count(*) FROM billing_orderline l WHERE l.order_id = o.id), o.amount_minor,
           coalesce((SELECT -sum(p.amount_minor)::bigint FROM billing_payment p JOIN billing_invoice i ON i.id = p.invoice_id
                     WHERE i.order_id = o.id AND p.amount_minor < 0), 0)
    FROM billing_order o
"""


@pytest.fixture(scope="module")
def ours() -> Iterator[House]:
    with house(tables=True) as made:
        yield made


def importing(ours: House, what: str, *numbers: int) -> subprocess.Popen[str]:
    return ours.start(sys.executable, "-m", "tests.faults.importing", what, *map(str, numbers))


def said(child: subprocess.Popen[str]) -> Iterator[str]:
    assert child.stdout is not None
    return (line.strip() for line in child.stdout)


def prepared(ours: House, rows: int) -> int:
    child = importing(ours, "prepare", rows)
    lines = list(said(child))
    assert child.wait(600) == 0, lines
    return int(lines[-1])


def begun(ours: House, rows: int, what: str = "begin") -> int:
    """Prepare and begin in one process, which is killed within its second chunk."""
    child = importing(ours, what, rows, SIZE)
    lines = said(child)
    import_id = int(next(lines))
    assert next(lines) == "chunk"
    ours.kill(child)
    return import_id


def ask(ours: House, question: str, *values: object) -> tuple[Any, ...]:
    with psycopg.connect(ours.url) as connection:
        return connection.execute(question, values).fetchone() or ()


def revive(ours: House) -> None:
    """Start the killed database again, as the next process that wants it does."""
    lease = embedded.ensure(ours.home)
    lease.release()  # the house holds another one


def ended(child: subprocess.Popen[str], lines: Iterator[str]) -> None:
    rest = list(lines)
    assert child.wait(600) == 0, rest
    assert rest[-1] == "over"


def accounted(ours: House, import_id: int, rows: int) -> None:
    total, created, updated, duplicate, rejected, skipped, state = ask(ours, COUNTS, import_id)
    assert (state, total, skipped) == ("done", rows, 0)
    assert created + updated + duplicate + rejected == rows
    assert min(created, updated, duplicate, rejected) > 0
    kept = "SELECT count(*), count(DISTINCT number) FROM exchange_importrow WHERE batch_id = %s"
    assert ask(ours, kept, import_id) == (rows, rows)
    for name, count in (
        ("created", created),
        ("updated", updated),
        ("duplicate", duplicate),
        ("rejected", rejected),
    ):
        of = "SELECT count(*) FROM exchange_importrow WHERE batch_id = %s AND state = %s"
        assert ask(ours, of, import_id, name) == (count,)
    bare = "SELECT count(*) FROM exchange_importrow WHERE batch_id = %s AND state IN ('duplicate', 'rejected') AND reason = ''"
    assert ask(ours, bare, import_id) == (0,)
    assert ask(ours, "SELECT count(*) FROM contacts_person") == (created,)
    facts = "SELECT count(*), count(DISTINCT subject_id) FROM events_event WHERE name = 'PersonCreated'"
    assert ask(ours, facts) == (created, created)
    doubled = "SELECT count(*) FROM (SELECT lower(email) FROM contacts_person WHERE email <> '' GROUP BY 1 HAVING count(*) > 1) d"
    assert ask(ours, doubled) == (0,)


def test_r5_every_row_is_accounted_for_and_undo_restores(ours: House) -> None:
    killed_twice(ours, begun(ours, ROWS), lambda import_id: accounted(ours, import_id, ROWS))


def killed_twice(ours: House, import_id: int, look: Callable[[int], None]) -> None:
    """An import that was killed once already: the database dies too, the rest comes in, is looked at and taken back."""
    child = importing(ours, "bring_in", import_id, SIZE)
    assert next(said(child)) == "chunk"
    ours.kill_database()
    child.wait(60)
    revive(ours)
    child = importing(ours, "whole", import_id, SIZE)
    lines = said(child)
    assert "over" in lines  # consumes what it says until all rows are in
    look(import_id)
    assert child.stdin is not None
    child.stdin.write("back\n")
    child.stdin.flush()
    ended(child, lines)
    as_before(ours, import_id)


def test_r5_orders_keep_all_their_lines_and_refunds(ours: House) -> None:
    killed_twice(ours, begun(ours, ORDER_ROWS, "begin_orders"), lambda pk: orders_accounted(ours, pk))


def orders_accounted(ours: House, import_id: int) -> None:
    """Each row once, each order whole: with all its lines, to the cent, and with what was given back."""
    total, created, updated, duplicate, rejected, skipped, state = ask(ours, COUNTS, import_id)
    assert (state, total, updated, duplicate) == ("done", ORDER_ROWS, 0, 0)
    assert created + rejected + skipped == ORDER_ROWS
    assert min(created, rejected, skipped) > 0
    kept = "SELECT count(*), count(DISTINCT number), count(*) FILTER (WHERE state <> 'created' AND reason = '') FROM exchange_importrow WHERE batch_id = %s"
    assert ask(ours, kept, import_id) == (ORDER_ROWS, ORDER_ROWS, 0)
    _, good = dirty_orders(ORDER_ROWS)
    assert created == sum(lines for lines, _, _ in good.values())
    with psycopg.connect(ours.url) as connection:
        found = connection.execute(ORDERS_HERE).fetchall()
    assert {number: (lines, amount, back) for number, lines, amount, back in found} == good
    facts = "SELECT count(*), count(DISTINCT subject_id) FROM events_event WHERE name = 'OrderConfirmed'"
    assert ask(ours, facts) == (len(good), len(good))
    refunds = "SELECT count(*), -sum((data->>'amount_minor')::bigint) FROM events_event WHERE name = 'PaymentRefunded'"
    given_back = [back for _, _, back in good.values() if back]
    assert ask(ours, refunds) == (len(given_back), sum(given_back))


def as_before(ours: House, import_id: int) -> None:
    assert ask(ours, "SELECT state FROM exchange_import WHERE id = %s", import_id) == ("reverted",)
    for table in TABLES:
        assert ask(ours, f"SELECT count(*) FROM {table}") == (0,)


@pytest.mark.skipif(not FULL, reason="takes most of an hour on two busy cores: set ACCRUE_FAULT_ROWS=100000")
def test_r5_in_full_with_the_worker(ours: House) -> None:
    with psycopg.connect(ours.url) as connection:
        connection.execute("TRUNCATE events_event, contacts_person, exchange_import CASCADE")
    import_id = prepared(ours, FULL)
    chance, kills = random.Random(7), ["worker", "database"] * KILLS
    child, killed_at = ours.start(sys.executable, "-c", WORKER), 0
    while True:
        time.sleep(0.05 + 0.25 * chance.random())
        *counts, state = ask(ours, COUNTS, import_id)
        done = sum(counts[1:])
        if state != "running":
            break
        if kills and done > killed_at:  # each kill meets work under way
            killed_at = done
            if kills.pop(0) == "database":
                ours.kill_database()
                revive(ours)
            ours.kill(child)
        if child.poll() is not None:
            child = ours.start(sys.executable, "-c", WORKER)
    assert not kills, f"{len(kills)} kills came too late: use more rows"
    ours.kill(child)
    accounted(ours, import_id, FULL)
    child = importing(ours, "take_back", import_id, 1_000)
    ended(child, said(child))
    as_before(ours, import_id)
