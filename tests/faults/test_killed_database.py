"""A killed database server comes back with everything that was committed, and the house goes on."""

from __future__ import annotations

import sys

import psycopg
import pytest

from tests.faults.harness import house

pytestmark = pytest.mark.faults

COUNTER = """
import sys, psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS counted (id bigint PRIMARY KEY)")
    start = connection.execute("SELECT coalesce(max(id), 0) FROM counted").fetchone()[0]
    for number in range(start + 1, 10**9):
        connection.execute("INSERT INTO counted VALUES (%s)", [number])
        print(number, flush=True)
"""
KILLS = 3


def test_nothing_that_was_committed_is_lost() -> None:
    with house() as ours:
        last = 0
        for _ in range(KILLS):
            writer = ours.start(sys.executable, "-c", COUNTER, ours.url)
            assert writer.stdout is not None
            for line in writer.stdout:
                last = int(line)
                if last % 150 == 0:
                    ours.kill_database()
                    break
            acknowledged = [int(line) for line in writer.stdout if line.strip().isdigit()]
            last = max([last, *acknowledged])
            writer.wait(timeout=60)
            assert ours.accrue("doctor", "--json", check=False).stdout  # the next start brings it back
            with psycopg.connect(restarted(ours)) as connection:
                (found,) = connection.execute("SELECT max(id) FROM counted").fetchone()
                (count,) = connection.execute("SELECT count(*) FROM counted").fetchone()
            assert found == count
            assert last <= found <= last + 1  # one may have been committed but not yet acknowledged
            last = found


def restarted(ours) -> str:
    from accrue import embedded

    lease = embedded.ensure(ours.home)
    lease.release()  # the house holds another one
    return lease.url
