"""The same without root, which is how most people run it: cluster and socket inside the home."""

import multiprocessing
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
import pytest

from accrue import embedded

NOBODY = "nobody"


@pytest.fixture
def home_of_nobody() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="accrue-nobody-"))
    user = pwd.getpwnam(NOBODY)
    os.chown(folder, user.pw_uid, user.pw_gid)
    yield folder / ("deep/" * 30) / "home"
    shutil.rmtree(folder)


def _as_nobody(home: Path, answers: Connection) -> None:
    user = pwd.getpwnam(NOBODY)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    for _ in range(2):
        with embedded.running(home) as url, psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
            found = connection.execute("SELECT answer FROM kept").fetchone()
    answers.send((found, embedded.look(home)))


@pytest.mark.skipif(os.geteuid() != 0, reason="as a normal user every other test shows this already")
def test_a_normal_user_keeps_everything_at_home(home_of_nobody: Path) -> None:
    # Forked, not started anew: the interpreter itself may lie where that user cannot read.
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=_as_nobody, args=(home_of_nobody, theirs))
    child.start()
    child.join(timeout=60)
    assert child.exitcode == 0
    found, seen = ours.recv()
    sockets = str(seen.sockets)
    assert found == (42,)
    assert seen.data == home_of_nobody / "database" / "data"
    assert seen.exists
    assert len(sockets) < 90
    assert not sockets.startswith(str(home_of_nobody))  # too deep for a socket: a short folder of its own
    shutil.rmtree(sockets)
