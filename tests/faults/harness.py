"""Homes, processes and servers that the fault tests may harm, because all of it is theirs.

Nothing is killed but a child of this very process, or the database server of a home made here: its data directory
must be the home's, listen on a private socket alone, and the process must stand in that directory.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from accrue import embedded
from accrue.embedded import leases
from accrue.embedded.places import Places, places_of

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from accrue.cli import main; main()")
PREFIX = "accrue-faults-"
UNSYNCED = {"fsync": "off", "full_page_writes": "off"}
"""For a server that no test kills: what it wrote outlives its clients whether the disk has it or only the kernel."""


class Foreign(RuntimeError):
    """What was to be harmed is not ours."""


@dataclass
class House:
    """One home with its own database, and every process that was started on it."""

    home: Path
    url: str
    children: list[subprocess.Popen[str]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        """Of a process that works on this home alone."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("ACCRUE_")}
        return ours | {"ACCRUE_HOME": str(self.home), "PYTHONPATH": str(ROOT)} | more

    def accrue(self, *arguments: str, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment(**more),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        """Start a process that the test may kill."""
        child = subprocess.Popen(
            command,
            env=self.environment(**more),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.children.append(child)
        return child

    def kill(self, child: subprocess.Popen[str]) -> None:
        """kill -9 to a child of ours."""
        if child not in self.children:
            raise Foreign(f"process {child.pid} was not started here")
        child.kill()
        child.wait()

    def end(self, child: subprocess.Popen[str]) -> None:
        """Ask a child of ours to end; kill it where it does not."""
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(40)
            except subprocess.TimeoutExpired:
                self.kill(child)

    def kill_database(self) -> None:
        """kill -9 to the server of this home."""
        os.kill(self.postmaster(), signal.SIGKILL)

    def postmaster(self) -> int:
        """The server's process; raises Foreign unless all that harms nobody else is so."""
        data = own_places(self.home).data
        if not self.home.name.startswith(PREFIX) or self.home.parent != Path(tempfile.gettempdir()):
            raise Foreign(f"{self.home} was not made here")
        lines = (data / "postmaster.pid").read_text().splitlines()
        process, directory, host = int(lines[0]), Path(lines[1]), lines[5]
        if directory != data or host:
            raise Foreign(f"the server in {directory} is another one, or listens on {host}")
        if Path(f"/proc/{process}").exists() and Path(os.readlink(f"/proc/{process}/cwd")) != data:
            raise Foreign(f"process {process} does not stand in {data}")
        return process

    def close(self) -> None:
        """End whatever was started on it."""
        for child in self.children:
            self.end(child)
            for stream in (child.stdin, child.stdout):
                if stream:
                    stream.close()


@contextmanager
def house(*, tables: bool = False, **settings: str) -> Iterator[House]:
    """A new home with a running database, without tables or with all of them; everything goes with the block.

    `settings` are PostgreSQL's, for its start.
    """
    with new_home() as home:
        furnish(home, tables=tables)
        with embedded.running(home, settings=settings) as url, closing(House(home, url)) as made:
            yield made


@contextmanager
def new_home() -> Iterator[Path]:
    """An empty home; it goes with the block, and its database with it."""
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield home
    finally:
        embedded.discard(home)
        shutil.rmtree(home)


def furnish(home: Path, *, tables: bool) -> None:
    """Give a home a stopped database, copied from one that the run's first process to ask for it made.

    Its files are copied while no server runs on them, so it starts as after any clean stop.
    """
    pattern = Path(os.environ["ACCRUE_TEST_HOME"]) / ("house-with-tables" if tables else "house")
    with leases.exclusive(pattern.with_suffix(".lock")):
        if not pattern.exists():
            make_pattern(pattern, tables=tables)
    places = own_places(home)
    for name, target in folders(places).items():
        copy(pattern / name, target)
    places.prepared.write_text(f"{places.data}\n")


def make_pattern(pattern: Path, *, tables: bool) -> None:
    """A bare one as at a first start; one with tables is a copy of that, migrated."""
    partial = pattern.with_suffix(".partial")
    partial.mkdir()
    with new_home() as home:
        if tables:
            furnish(home, tables=False)
        with embedded.running(home, settings=UNSYNCED) as url:
            if tables:
                House(home, url).accrue("migrate")
        for name, source in folders(own_places(home)).items():
            copy(source, partial / name)
    partial.rename(pattern)


def folders(places: Places) -> dict[str, Path]:
    """Those of a home's database: as root the cluster has one of its own."""
    return {"keys": places.keys} | ({} if places.shelf == places.keys else {"shelf": places.shelf})


def own_places(home: Path) -> Places:
    return places_of(home, as_root=os.geteuid() == 0)


def copy(source: Path, target: Path) -> None:
    """With owners, for the server has a user of its own."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
