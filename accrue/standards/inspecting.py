"""Rules that a company made for its records, asked by every service that writes one. A higher area answers.

A service begins an inspection before it writes, and lets it look at what was written within the same transaction; what
is refused undoes the write. Rules do not break records that were there before them: only what a change breaks counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction

from accrue.errors import Invalid

BROKEN = "quality.rule_broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """A record breaks a rule about `field`; `refuses` says that it must not be written so."""

    kind: str
    record_id: int
    field: str
    message: str
    refuses: bool


class Inspection(Protocol):
    def findings(self, changed: Mapping[int, Collection[str] | None]) -> list[Finding]:
        """Of records as they are written now, by id with the fields that changed; None: the record is new."""
        ...


class Inspector(Protocol):
    def begin(self, kind: str, ids: Sequence[int]) -> Inspection: ...
    def look(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]: ...


class _Nobody:
    def begin(self, kind: str, ids: Sequence[int]) -> Inspection:
        return self

    def findings(self, changed: Mapping[int, Collection[str] | None]) -> list[Finding]:
        return []

    def look(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
        return [{} for _ in rows]


_inspectors: list[Inspector] = [_Nobody()]


def register(inspector: Inspector) -> None:
    _inspectors[:] = [inspector]


def begin(kind: str, ids: Sequence[int] = ()) -> Inspection:
    """Before anything is written; `ids` are the records that are about to change."""
    return _inspectors[0].begin(kind, ids)


def looked_at(kind: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """{field: what is wrong} for each row of values that is yet to be written, as far as its own values say."""
    return _inspectors[0].look(kind, rows)


_warned: ContextVar[list[Finding] | None] = ContextVar("warned", default=None)


@contextmanager
def warnings_kept() -> Iterator[list[Finding]]:
    """Within it, what rules that only warn found of the records written is kept in the list."""
    kept: list[Finding] = []
    token = _warned.set(kept)
    try:
        yield kept
    finally:
        _warned.reset(token)


def require(inspection: Inspection, changed: Mapping[int, Collection[str] | None]) -> None:
    """Raise Invalid where one of these records breaks a rule that refuses; what only warns is told with the answer."""
    found = inspection.findings(changed)
    refused = [one for one in found if one.refuses]
    if not refused and (kept := _warned.get()) is not None:
        kept.extend(found)
    if refused:
        fields = {one.field: one.message for one in refused}
        raise Invalid(BROKEN, " ".join(dict.fromkeys(fields.values())), fields=fields)


def require_rows(inspection: Inspection, ids: Sequence[int]) -> None:
    """As `require`, for new records in the order of the rows that they came from: the first fault is told by its row."""
    refused = refusals(inspection, dict.fromkeys(ids))
    for number, pk in enumerate(ids):
        if pk in refused:
            fields = {f"rows[{number}].{name}": message for name, message in refused[pk].items()}
            message = " ".join(dict.fromkeys(refused[pk].values()))
            raise Invalid(BROKEN, f"Row {number + 1}: {message}", fields=fields)


def refusals(
    inspection: Inspection, changed: Mapping[int, Collection[str] | None]
) -> dict[int, dict[str, str]]:
    """{record: {field: message}} of those that must not stay written; of the others it is told what only warns."""
    findings = inspection.findings(changed)
    found: dict[int, dict[str, str]] = {}
    for one in findings:
        if one.refuses:
            found.setdefault(one.record_id, {})[one.field] = one.message
    if (kept := _warned.get()) is not None:
        kept.extend(one for one in findings if one.record_id not in found)
    return found


class Refused(str):
    """Why a row of many was not written; `fields` says which of its values are at fault."""

    fields: dict[str, str]

    @classmethod
    def because(cls, fields: Mapping[str, str]) -> Refused:
        made = cls(" ".join(dict.fromkeys(fields.values()))[:400])
        made.fields = dict(fields)
        return made


class _Again(Exception):
    """Some of what was written is to be left out."""


def written_within_rules(
    kind: str, ids: Sequence[int], write: Callable[[Collection[int]], Mapping[int, Collection[str]]]
) -> dict[int, Refused]:
    """Let `write(ids)` write records and say which fields of each it changed; those that break a rule are put back.

    `write` is called again without them, so it must read what it writes anew. Returns why, by record.
    """
    inspection = begin(kind, ids)
    try:
        with transaction.atomic():
            refused = refusals(inspection, write(ids))
            if refused:
                raise _Again
    except _Again:
        write([pk for pk in ids if pk not in refused])
        return {pk: Refused.because(fields) for pk, fields in refused.items()}
    return {}
