"""Where files of records lie: in a folder of their own, under names made by chance, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from accrue.errors import Invalid
from accrue.ui.full_disk import room_needed

MOST_BYTES = 100 * 1024 * 1024
HEAD = 4096


class TooLarge(Invalid):
    status = 413


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written: the name it lies under, its size and SHA-256, and its first bytes."""

    stored: str
    size: int
    sha256: str
    head: bytes


def folder() -> Path:
    return _made("attached")


def quarantine() -> Path:
    return _made("quarantine")


def _made(name: str) -> Path:
    found = Path(settings.MEDIA_ROOT) / name
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(stored: str) -> Path:
    return folder() / stored[:2] / stored


def preview_of(stored: str) -> Path:
    return path_of(stored).with_suffix(".webp")


def refuse_larger(size: int, name: str = "This file") -> None:
    if size > MOST_BYTES:
        said = f"{name} is larger than {filesizeformat(MOST_BYTES)}. Make it smaller, or split it."
        raise TooLarge("activities.file_too_large", said, fields={"files": said})


def keep(chunks: Iterable[bytes]) -> Kept:
    """Write a file as it comes; at the limit, or where the disk is full, nothing of it stays. Raises TooLarge, NoRoom."""
    stored, digest, size, head = secrets.token_hex(16), hashlib.sha256(), 0, b""
    part = path_of(stored).with_suffix(".part")
    with room_needed():
        part.parent.mkdir(exist_ok=True, mode=0o700)
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    refuse_larger(size)
                    head = head if len(head) >= HEAD else (head + chunk)[:HEAD]
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path_of(stored))
        finally:
            part.unlink(missing_ok=True)
    return Kept(stored, size, digest.hexdigest(), head)


def opened(stored: str) -> BinaryIO:
    """Raises FileNotFoundError."""
    return path_of(stored).open("rb")


def set_aside(stored: str) -> None:
    """Into quarantine, from where nothing is served."""
    preview_of(stored).unlink(missing_ok=True)
    if path_of(stored).exists():
        path_of(stored).replace(quarantine() / stored)


def forget(stored: Iterable[str]) -> None:
    for name in stored:
        for path in (path_of(name), preview_of(name), quarantine() / name):
            path.unlink(missing_ok=True)
