"""Server, worker and demo start, say what hinders them, and end with all that they started."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from accrue import embedded
from accrue.embedded.places import places_of
from tests.faults.harness import COMMAND, PREFIX, UNSYNCED, House, house

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(600)]
PATIENCE = 400.0  # seconds on a busy machine
IMPATIENT = """
from accrue.cli.django_setup import start
start()
import asyncio, time
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from accrue.accounts.models import Team
from accrue.cli.worker import work

@app.task(name="faults.endless")
@transaction.atomic
def endless():
    Team.objects.create(name="Half done")
    print("never ends", flush=True)
    time.sleep(600)

settings.PROCRASTINATE_WORKER_DEFAULTS["shutdown_graceful_timeout"] = 1
endless.defer()
asyncio.run(work(1, (), once=False))
"""


@pytest.fixture(scope="module")
def ours() -> Iterator[House]:
    with house(tables=True, **UNSYNCED) as made:
        yield made


def status_of(url: str) -> int:
    """The answer's status; waits for a server that is starting."""
    given_up = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return answer.status
        except urllib.error.URLError:
            if time.monotonic() > given_up:
                raise
            time.sleep(0.1)


def served(ours: House) -> tuple[subprocess.Popen[str], int]:
    server = ours.start(*COMMAND, "serve", "--port", "0")
    assert server.stdout is not None
    port = re.search(r":(\d+)$", server.stdout.readline().strip())
    assert port
    assert status_of(f"http://127.0.0.1:{port[1]}/healthz") == 200
    return server, int(port[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def wait_until_free(port: int) -> None:
    given_up = time.monotonic() + 60
    while not is_free(port):
        assert time.monotonic() < given_up, f"something still answers on {port}"
        time.sleep(0.1)


def test_two_servers_side_by_side_end_when_asked(ours: House) -> None:
    (first, one), (second, other) = served(ours), served(ours)
    assert one != other
    first.send_signal(signal.SIGTERM)
    assert first.wait(40) == 0
    assert is_free(one)
    assert status_of(f"http://127.0.0.1:{other}/readyz") == 200
    second.send_signal(signal.SIGINT)
    assert second.wait(40) == 0


def test_a_taken_port_is_said_in_a_line(ours: House) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for command in ("serve", "demo"):
            refused = ours.accrue(command, "--port", str(taken.getsockname()[1]), check=False)
            assert refused.returncode == 2
            assert "Choose another --port" in refused.stderr
            assert len(refused.stderr.strip().splitlines()) == 1
            assert not refused.stdout


def test_many_requests_have_connections_of_their_own_and_web_workers_end_with_a_killed_supervisor(
    ours: House,
) -> None:
    server, port = served(ours)
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(status_of, [f"http://127.0.0.1:{port}/readyz"] * 200))
    assert answers == [200] * 200
    ours.kill(server)
    wait_until_free(port)


def test_the_doctor_looks_without_making_anything(tmp_path: Path, ours: House) -> None:
    home = tmp_path / "new"
    found = ours.accrue("doctor", check=False, ACCRUE_HOME=str(home))
    assert found.returncode == 2
    assert "Run: accrue migrate" in found.stdout
    assert not home.exists()


def test_a_worker_ends_when_asked(ours: House) -> None:
    worker = ours.start(*COMMAND, "worker")
    assert worker.stdout is not None
    assert "waits for jobs" in worker.stdout.readline()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(40) == 0


def test_a_worker_leaves_behind_what_does_not_end(ours: House) -> None:
    """It ends in time all the same; what the job did never happened, and the job waits to be done again."""
    worker = ours.start(sys.executable, "-c", IMPATIENT)
    assert worker.stdout is not None
    assert "waits for jobs" in worker.stdout.readline()
    assert worker.stdout.readline() == "never ends\n"
    asked = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(40) == 0
    assert time.monotonic() - asked < 20
    assert "the next worker does them" in worker.stdout.read()
    with psycopg.connect(ours.url) as connection:
        found = connection.execute("SELECT status FROM procrastinate_jobs WHERE task_name = 'faults.endless'")
        assert found.fetchall() == [("doing",)]
        assert connection.execute("SELECT count(*) FROM accounts_team").fetchone() == (0,)


def test_nothing_serves_an_old_database_and_migrating_many_times_at_once_is_safe() -> None:
    with house(**UNSYNCED) as empty:
        for command in (["serve", "--port", "0"], ["worker"]):
            refused = empty.accrue(*command, check=False)
            assert refused.returncode == 2
            assert "Run: accrue migrate" in refused.stderr
            assert len(refused.stderr.strip().splitlines()) == 1
        several = [empty.start(*COMMAND, "migrate") for _ in range(3)]
        assert [child.wait(PATIENCE) for child in several] == [0, 0, 0]
        assert empty.accrue("migrate", "--check").returncode == 0


def test_a_database_that_does_not_answer_is_said_in_a_line(ours: House, tmp_path: Path) -> None:
    url = f"postgresql://nobody:secret-of-mine@/nothing?host={tmp_path}"
    for command in (["serve", "--port", "0"], ["worker"], ["backup", str(tmp_path / "b.tar")], ["migrate"]):
        refused = ours.accrue(*command, check=False, ACCRUE_DATABASE_URL=url)
        assert refused.returncode == 2
        assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr
        assert "secret-of-mine" not in refused.stderr


def test_the_demo_refuses_real_books(ours: House) -> None:
    person = "from accrue.accounts.services import create_user; create_user(email='a@example.org', name='A', password='correct-horse-battery-staple-9', roles=[])"
    ours.accrue("manage", "shell", "-c", person)
    refused = ours.accrue("demo", check=False)
    assert refused.returncode == 2
    assert "accrue demo --home" in refused.stderr


def test_ctrl_c_ends_all_that_the_demo_started(tmp_path: Path) -> None:
    home = Path("/tmp") / f"{PREFIX}demo-{os.getpid()}"
    environment = {n: v for n, v in os.environ.items() if not n.startswith("ACCRUE_")}
    demo = subprocess.Popen(
        [*COMMAND, "demo", "--home", str(home)],
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert demo.stdout is not None
    try:
        shown = ""
        for line in demo.stdout:
            shown += line
            if "Ctrl-C" in line:
                break
        address = re.search(r"http://127\.0\.0\.1:(\d+)", shown)
        assert address, shown
        for who in ("manager", "sales rep", "finance owner"):
            assert who in shown
        assert status_of(f"{address[0]}/readyz") == 200
        assert embedded.look(home).users == 3  # the demo itself, server and worker
        os.killpg(demo.pid, signal.SIGINT)
        assert demo.wait(90) == 0
        wait_until_free(int(address[1]))
        assert embedded.look(home).users == 0
        assert not (places_of(home, as_root=os.geteuid() == 0).data / "postmaster.pid").exists()
    finally:
        if demo.poll() is None:
            demo.terminate()
            demo.wait(90)
        embedded.discard(home)
        shutil.rmtree(home)
