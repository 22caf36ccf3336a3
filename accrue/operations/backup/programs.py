"""pg_dump, pg_restore and psql that fit the server: the system's of the same version, or the embedded ones."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from accrue.embedded import EmbeddedError
from accrue.embedded.binaries import wheel_programs
from accrue.errors import AccrueError


@dataclass(frozen=True)
class Programs:
    folder: Path
    major: int

    def run(self, program: str, *arguments: str) -> None:
        """Run against Django's database. Raises AccrueError with what the program said."""
        done = subprocess.run(  # noqa: S603 (our own argument list, no shell)
            [str(self.folder / program), *arguments],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            said = " / ".join(done.stderr.strip().splitlines()[-3:])
            raise AccrueError("operations.database_program_failed", f"{program} failed: {said}")


def fitting() -> Programs:
    """Of the server's own version where there is one, else the next newer, which can read older servers."""
    server = int(connection.pg_version) // 10_000  # type: ignore[attr-defined]  # of PostgreSQL's wrapper
    found = sorted({p.major: p for p in _candidates() if p.major >= server}.values(), key=lambda p: p.major)
    if not found:
        raise AccrueError(
            "operations.no_database_programs",
            f"No pg_dump for PostgreSQL {server} is here. Install it (Debian: postgresql-client-{server}), then try again.",
        )
    return found[0]


def newest() -> Programs:
    """The newest there are: they read the backups of all older ones. Never older than the server."""
    return max([*_candidates(), fitting()], key=lambda programs: programs.major)


def _candidates() -> Iterator[Programs]:
    folders = [Path(p).parent for p in [shutil.which("pg_dump")] if p]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    try:
        folders.append(wheel_programs())
    except EmbeddedError:
        pass
    for folder in folders:
        if all((folder / name).exists() for name in ("pg_dump", "pg_restore", "psql")) and (
            major := _major(folder)
        ):
            yield Programs(folder, major)


def _major(folder: Path) -> int | None:
    said = subprocess.run([str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found[1]) if found else None


def _environment() -> dict[str, str]:
    """Where and as whom; the password is in the environment, because everybody sees a command line."""
    settings = connection.settings_dict
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return ours | {name: str(value) for name, value in given.items() if value}
