"""The backup file: a tar of manifest.json, database.dump and files/…, in this order."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from accrue.errors import Invalid
from accrue.operations.backup.checksums import Rows

FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
LONGEST_MANIFEST = 256 * 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `files` and `dump` are SHA-256 in hex; `migrations` as `app.name`."""

    taken_at: str
    accrue: str
    postgresql: int
    migrations: list[str]
    tables: dict[str, Rows]
    dump: str
    files: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(rows.count for rows in self.tables.values())


def write(path: Path, manifest: Manifest, dump: Path, media: Path) -> None:
    """Write beside and rename, readable by its owner only, and never over another file."""
    partial = path.with_name(f"{path.name}.partial")
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode()
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target, tarfile.open(fileobj=target, mode="w") as tar:
            note = tarfile.TarInfo(MANIFEST)
            note.size, note.mode = len(text), 0o600
            tar.addfile(note, io.BytesIO(text))
            tar.add(dump, DUMP, recursive=False)
            for name in manifest.files:
                tar.add(media / name, f"{FILES}/{name}", recursive=False)
            target.flush()
            os.fsync(target.fileno())
        os.link(partial, path)  # fails where the name is taken, unlike a rename
    finally:
        partial.unlink(missing_ok=True)


def read_manifest(path: Path) -> Manifest:
    """Raises Invalid where the file is no backup of Accrue."""
    try:
        with tarfile.open(path, "r:") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST or first.size > LONGEST_MANIFEST:
                raise Invalid("operations.no_backup", f"{path} is no backup of Accrue.")
            data = json.load(tar.extractfile(first))  # type: ignore[arg-type]  # a regular file has contents
        if data.pop("format") != FORMAT:
            raise Invalid(
                "operations.newer_backup", f"{path} was made by a newer Accrue. Restore it with that one."
            )
        tables = {
            name: Rows(int(rows["count"]), rows["checksum"]) for name, rows in data.pop("tables").items()
        }
        return Manifest(tables=tables, **data)
    except (
        tarfile.TarError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise Invalid("operations.no_backup", f"{path} is no backup of Accrue, or it is damaged.") from error


def unpack(path: Path, manifest: Manifest, target: Path) -> None:
    """Lay dump and files out in `target`, each checked against the manifest; nothing else is written."""
    expected = {DUMP: manifest.dump} | {f"{FILES}/{name}": digest for name, digest in manifest.files.items()}
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                if member.name in expected and member.isfile():
                    _lay_out(tar, member, target, expected.pop(member.name))
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(path, "it ends too early") from error
    if expected:
        raise _damaged(path, f"{next(iter(expected))} is missing")


def _lay_out(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path, digest: str) -> None:
    place = target / _inside(member.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(member)
    assert source is not None  # noqa: S101  # a regular file has contents
    seen = hashlib.sha256()
    with place.open("xb") as file:
        while block := source.read(1 << 20):
            seen.update(block)
            file.write(block)
    if seen.hexdigest() != digest:
        raise _damaged(Path(str(tar.name)), f"{member.name} is not what it was")


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise Invalid("operations.no_backup", f"The backup names a file outside of itself: {name}")
    return path


def _damaged(path: Path, why: str) -> Invalid:
    return Invalid("operations.damaged_backup", f"{path} is damaged: {why}. Nothing was changed.")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def uploaded(media: Path) -> Iterator[str]:
    """The names of the uploaded files, relative to their folder."""
    for path in sorted(media.rglob("*")) if media.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(media).as_posix()
