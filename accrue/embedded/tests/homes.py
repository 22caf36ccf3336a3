"""Homes for the tests: each with a server of its own, taken away afterwards."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from accrue.embedded.places import Places, places_of

HOLD = """
import sys
from pathlib import Path
from accrue import embedded
lease = embedded.ensure(Path(sys.argv[1]))
print(lease.url, flush=True)
sys.stdin.readline()
lease.release()
"""


def places(home: Path) -> Places:
    return places_of(home, as_root=os.geteuid() == 0)


@contextmanager
def cleaned(home: Path) -> Iterator[Path]:
    """The home; root's shelf outside of it goes with it."""
    try:
        yield home
    finally:
        shelf = places(home).shelf
        if (shelf / "data" / "postmaster.pid").exists():
            raise AssertionError(f"the test left a server running in {shelf}")
        shutil.rmtree(shelf, ignore_errors=True)


def postmaster(home: Path) -> int | None:
    """The process id of the home's server, if it runs."""
    try:
        return int((places(home).data / "postmaster.pid").read_text().splitlines()[0])
    except FileNotFoundError:
        return None


def holder(home: Path) -> subprocess.Popen[str]:
    """Another process that holds a lease until it reads a line."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def url_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def let_go(process: subprocess.Popen[str]) -> int:
    process.communicate("\n", timeout=60)
    return process.returncode


def wait_until_gone(process: int) -> None:
    """A server that has let go of its files still needs a moment to end."""
    given_up = time.monotonic() + 10
    while time.monotonic() < given_up:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {process} still runs")
