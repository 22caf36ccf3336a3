"""R6: one fact has one effect, whoever works and whatever is killed; none is lost between commit and job."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.faults.counting import TABLES
from tests.faults.harness import UNSYNCED, House, house

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(600)]

ROUNDS = 1_000
KILLS = 5
FILLED = "events_event, procrastinate_jobs, procrastinate_workers, faults_effect, faults_attempt"
PATIENCE = 240.0  # seconds on a busy machine
BEGIN = "from accrue.cli.django_setup import start; start(); import tests.faults.counting"
WORKER = f"""{BEGIN}
import asyncio
from accrue.cli.worker import work
asyncio.run(work(4, (), once=False))
"""
OPEN = """SELECT count(*) FROM procrastinate_jobs
WHERE task_name = 'events.react' AND status IN ('todo', 'doing')"""
RECORDER = f"""{BEGIN}
import sys
from django.db import transaction
from accrue.events.catalogue import JobRunAgain
from accrue.events.services import record
for number in range(int(sys.argv[1])):
    with transaction.atomic():
        event = record(JobRunAgain(job_id=number, task="round"), actor=None)
    print(event.pk, flush=True)
"""


@pytest.fixture(scope="module")
def built() -> Iterator[House]:
    with house(tables=True, **UNSYNCED) as made:
        with psycopg.connect(made.url) as connection:
            connection.execute(TABLES)
        yield made


@pytest.fixture
def ours(built: House) -> Iterator[House]:
    """Without a fact or a job; nobody works in it any more when the next test begins."""
    yield built
    for child in built.children:
        built.end(child)
    with psycopg.connect(built.url) as connection:
        connection.execute(f"TRUNCATE {FILLED} CASCADE")


def worker(ours: House) -> subprocess.Popen[str]:
    child = ours.start(sys.executable, "-c", WORKER)
    assert child.stdout is not None
    assert "waits for jobs" in child.stdout.readline()
    return child


def recorder(ours: House, rounds: int) -> subprocess.Popen[str]:
    return ours.start(sys.executable, "-c", RECORDER, str(rounds))


def ask(ours: House, question: str) -> int:
    with psycopg.connect(ours.url) as connection:
        return connection.execute(question).fetchone()[0]


def recorded(ours: House) -> int:
    return ask(ours, "SELECT count(*) FROM events_event WHERE name = 'JobRunAgain'")


def wait_for_effects(ours: House) -> None:
    """Until every recorded fact had its effect, or time is up."""
    given_up = time.monotonic() + PATIENCE
    while time.monotonic() < given_up:
        open_jobs = ask(ours, OPEN)
        if not open_jobs:
            return
        time.sleep(0.5)
    raise AssertionError(f"{open_jobs} jobs are still open")


def effects_missing(ours: House) -> int:
    return ask(
        ours,
        "SELECT count(*) FROM events_event e WHERE name = 'JobRunAgain' AND NOT EXISTS (SELECT FROM faults_effect WHERE event_id = e.id)",
    )


def test_r6_two_workers_one_effect_a_fact(ours: House) -> None:
    worker(ours), worker(ours)
    assert recorder(ours, ROUNDS).wait(PATIENCE) == 0
    wait_for_effects(ours)
    assert recorded(ours) == ROUNDS
    assert ask(ours, "SELECT count(*) FROM faults_effect") == ROUNDS
    assert ask(ours, "SELECT count(*) FROM faults_attempt") == ROUNDS  # not even tried twice


def test_r6_killed_workers_lose_nothing_and_double_nothing(ours: House) -> None:
    workers = [worker(ours), worker(ours)]
    writer = recorder(ours, KILLS * 100)
    assert writer.stdout is not None
    for number, _ in enumerate(writer.stdout, 1):
        if number % 100 == 0:
            ours.kill(workers.pop(0))
            workers.append(worker(ours))
    assert writer.wait(PATIENCE) == 0
    wait_for_effects(ours)
    assert effects_missing(ours) == 0
    assert ask(ours, "SELECT count(*) FROM faults_effect") == recorded(ours) == KILLS * 100
    assert ask(ours, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == 0


def test_r6_a_crash_between_commit_and_job_loses_nothing(ours: House) -> None:
    acknowledged = 0
    for after in (1, 40, 90):
        writer = recorder(ours, ROUNDS)
        assert writer.stdout is not None
        for number, _ in enumerate(writer.stdout, 1):
            acknowledged += 1
            if number == after:
                ours.kill(writer)
                break
        acknowledged += sum(1 for line in writer.stdout if line.endswith("\n"))
    assert acknowledged <= recorded(ours) <= acknowledged + 3  # committed, but not yet acknowledged
    jobs = ask(ours, "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'events.react'")
    assert jobs == recorded(ours)
    worker(ours)
    wait_for_effects(ours)
    assert effects_missing(ours) == 0
    assert ask(ours, "SELECT count(*) FROM faults_effect") == recorded(ours)
