"""The outcome of one check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """`key` is stable; `mend` says what to do, and is empty where all is well."""

    key: str
    title: str
    level: Literal["good", "warning", "bad"]
    says: str
    mend: str = ""


def good(key: str, title: str, says: str) -> Finding:
    return Finding(key, title, "good", says)


def warning(key: str, title: str, says: str, mend: str) -> Finding:
    return Finding(key, title, "warning", says, mend)


def bad(key: str, title: str, says: str, mend: str) -> Finding:
    return Finding(key, title, "bad", says, mend)
