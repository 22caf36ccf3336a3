"""The tests' own database: a pytest plugin, for it must be there before Django's settings are read.

Loaded by `-p tests.database` in pyproject.toml; a conftest.py would come too late.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from accrue import embedded

HOMES = "accrue-tests-"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Of a server whose data nobody will miss."""

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(
        threads, "1"
    )  # each process of xdist has a core; two times two threads wait for each other
os.environ["ACCRUE_DATABASE_ROLE"] = "app"  # as in every process that serves; see tests.roles
os.environ.setdefault("ACCRUE_SECRET_KEY", "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz")
lease: embedded.Lease | None = None
home: Path | None = None  # only in the process that made it


def start_database() -> None:
    """A home and a server of this run's own; the processes of xdist inherit both by the environment."""
    global lease, home
    if "ACCRUE_TEST_HOME" in os.environ:
        return
    home = Path(tempfile.mkdtemp(prefix=HOMES))
    os.environ["ACCRUE_HOME"] = os.environ["ACCRUE_TEST_HOME"] = str(home)
    if not os.environ.get("ACCRUE_DATABASE_URL"):
        sweep()
        lease = embedded.ensure(home, settings=FAST)
        os.environ["ACCRUE_DATABASE_URL"] = lease.url


def sweep() -> None:
    """Take away what runs that were killed left behind."""
    for left in Path(tempfile.gettempdir()).glob(f"{HOMES}*"):
        with suppress(FileNotFoundError):  # its run ends just now
            if left.stat().st_uid == os.geteuid() and (seen := embedded.look(left)).exists and not seen.users:
                embedded.discard(left)
                shutil.rmtree(left)


def pytest_unconfigure() -> None:
    if home is None:
        return
    if lease is not None:
        lease.release()
        embedded.discard(home)
    shutil.rmtree(home, ignore_errors=True)


start_database()
