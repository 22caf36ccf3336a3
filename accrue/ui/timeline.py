"""What happened to a record, newest first, by day and month, in the reader's own zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format

TONES = ("plain", "info", "good", "bad", "note", "system")


@dataclass(frozen=True, slots=True)
class Happening:
    """`tone` colours the dot: info (messages), good, bad, note, system (automatic), plain. `html`, a safe string, stands in place of `body`."""

    at: datetime
    title: str
    icon: str
    actor: str = ""
    body: str = ""
    meta: str = ""
    url: str = ""
    tone: str = "plain"
    key: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One tab above the timeline; `url` answers with the timeline of that kind alone."""

    key: str
    label: str
    url: str
    is_current: bool = False


def grouped(happenings: Iterable[Happening], today: date | None = None) -> list[tuple[str, list[Happening]]]:
    """Under "Today", "Yesterday", "This week" and then the month; the given order is kept."""
    day = today or timezone.localdate()
    return [(label, list(found)) for label, found in groupby(happenings, key=lambda h: _heading(h.at, day))]


def _heading(at: datetime, today: date) -> str:
    then = timezone.localdate(at)
    days = (today - then).days
    if days < 0:
        return "Coming"
    if days < 2:
        return ("Today", "Yesterday")[days]
    return "This week" if days < 7 else date_format(then, "F Y")
