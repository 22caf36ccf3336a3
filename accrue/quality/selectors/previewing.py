"""What a merge would do, before it is done: each field with both values, what goes along, what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accrue.accounts import access
from accrue.accounts.kinds import Action, Level
from accrue.accounts.models import User
from accrue.contacts.models import Company, Person
from accrue.contacts.relations import MERGED
from accrue.errors import Conflict, Invalid, Missing
from accrue.filters.custom.definitions import called
from accrue.filters.custom.values import in_words
from accrue.quality.merge_fields import CUSTOM, MergeField, fields_of, value_of
from accrue.quality.selectors.going_along import Along, drawn_apart, going_along
from accrue.quality.selectors.naming import name_of
from accrue.standards.countries import country_names

KEEP, AWAY = "keep", "away"
HISTORY_READ = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both records as this user may read it. `may_choose` is False where the role lets them only read."""

    name: str
    label: str
    keep: str
    away: str
    proposed: str
    why: str
    may_choose: bool

    @property
    def differs(self) -> bool:
        return self.keep != self.away


@dataclass(frozen=True, slots=True)
class Preview:
    """`rows` leave out hidden fields and those that are empty in both; `warnings` are sentences."""

    kind: str
    keep: Person | Company
    away: Person | Company
    keep_name: str
    away_name: str
    rows: list[Row]
    along: list[Along]
    warnings: list[str]

    @property
    def differing(self) -> list[Row]:
        return [row for row in self.rows if row.differs]

    @property
    def same(self) -> list[Row]:
        return [row for row in self.rows if not row.differs]


def preview(actor: User, kind: str, keep_id: int, away_id: int) -> Preview:
    """Raises Missing, Forbidden, Invalid or Conflict where these two cannot be merged by this user."""
    keep, away = both(actor, kind, keep_id, away_id)
    proposals = proposed(actor, kind, keep, away)
    rows = [
        _row(actor, field, keep, away, proposals[field.name])
        for field in fields_of(kind)
        if not is_hidden(actor, kind, field, away)
    ]
    rows = [row for row in rows if row.keep or row.away]
    names = name_of(actor, kind, keep), name_of(actor, kind, away)
    return Preview(
        kind,
        keep,
        away,
        *names,
        rows,
        going_along(actor, kind, away_id),
        drawn_apart(actor, kind, keep, away),
    )


def both(actor: User, kind: str, keep_id: int, away_id: int) -> tuple[Any, Any]:
    """The two records, once this user may merge them and they can be."""
    model = MERGED[kind]
    joined = ("owner", "company") if kind == "person" else ("owner",)
    rows = model._default_manager.select_related(*joined, "merged_into").filter(pk__in=[keep_id, away_id])
    found: dict[int, Any] = {record.pk: record for record in rows}
    if keep_id == away_id:
        raise Invalid("quality.same_record", "A record cannot be merged with itself. Choose another one.")
    if len(found) != 2:
        raise Missing
    keep, away = found[keep_id], found[away_id]
    for record in (keep, away):
        if not access.access_of(actor).may(kind, Action.SEE, record):
            raise Missing
    for record in (keep, away):
        access.require(actor, Action.EDIT, record)
        access.require(actor, Action.DELETE, record)
    must_stand(actor, kind, keep, away)
    return keep, away


def must_stand(actor: User, kind: str, keep: Any, away: Any) -> None:
    """Raise Conflict where one of them is merged already, or the one to keep is archived."""
    for record in (keep, away):
        into = record.merged_into
        if into is not None:
            names = name_of(actor, kind, record), name_of(actor, kind, into)
            raise Conflict("quality.merged_already", "“{}” was merged into “{}” already.".format(*names))
    if keep.is_archived:
        raise Conflict(
            "quality.kept_is_archived",
            f"“{name_of(actor, kind, keep)}” is archived. Restore it first, or keep the other one.",
        )


def proposed(actor: User, kind: str, keep: Any, away: Any) -> dict[str, tuple[str, str]]:
    """(side, why) for each field: filled over empty, what was edited later over what is older, else the kept one's."""
    since = {side: _since(record, kind) for side, record in ((KEEP, keep), (AWAY, away))}
    return {
        field.name: _proposal(field, keep, away, since, is_free(actor, kind, field, away))
        for field in fields_of(kind)
    }


def _proposal(
    field: MergeField, keep: Any, away: Any, since: Mapping[str, Mapping[str, Any]], free: bool
) -> tuple[str, str]:
    mine, theirs = value_of(keep, field.column), value_of(away, field.column)
    if mine == theirs:
        return KEEP, ""
    if theirs in ("", None):
        return KEEP, "only filled here"
    if mine in ("", None):
        return AWAY, "only filled here"
    if (
        not free
        or field.is_kept
        or _dials_the_same(field, keep, away)
        or since[KEEP][field.column] >= since[AWAY][field.column]
    ):
        return KEEP, ""
    return AWAY, "newer"


def _dials_the_same(field: MergeField, keep: Any, away: Any) -> bool:
    return field.name == "phone" and keep.phone_e164 == away.phone_e164 != ""


def _since(record: Any, kind: str) -> dict[str, tuple[bool, datetime | int]]:
    """Since when each column holds its value: as first entered (False, that moment), or by which edit (True, its number)."""
    columns = [field.column for field in fields_of(kind)]
    read = sorted({column if not column.startswith(CUSTOM) else "custom" for column in columns})
    first: tuple[bool, datetime | int] = (False, record.created_at)
    found = dict.fromkeys(columns, first)
    going_on = set(columns)
    for event in record.events.order_by("-pgh_id").values("pgh_id", "pgh_label", *read)[:HISTORY_READ]:
        for column in list(going_on):
            if _held_then(event, column) != value_of(record, column):
                going_on.discard(column)
            else:
                found[column] = first if event["pgh_label"] == "insert" else (True, event["pgh_id"])
    return found


def _held_then(event: Mapping[str, Any], column: str) -> Any:
    return event["custom"].get(column.removeprefix(CUSTOM)) if column.startswith(CUSTOM) else event[column]


def is_hidden(actor: User, kind: str, field: MergeField, away: Any) -> bool:
    """Whether this user may not read the field, or not the record that it names."""
    if access.access_of(actor).hides(kind, field.name):
        return True
    company = getattr(away, "company", None) if field.name == "company" else None
    return company is not None and not access.access_of(actor).may("company", Action.SEE, company)


def is_free(actor: User, kind: str, field: MergeField, away: Any) -> bool:
    """Whether this user may choose; else only what is empty is filled."""
    level = access.access_of(actor).level(kind, field.name)
    return level is Level.WRITE and not is_hidden(actor, kind, field, away)


def _row(actor: User, field: MergeField, keep: Any, away: Any, proposal: tuple[str, str]) -> Row:
    side, why = proposal
    free = is_free(actor, _kind(keep), field, away)
    return Row(field.name, field.label, _said(actor, keep, field), _said(actor, away, field), side, why, free)


def _kind(record: Any) -> str:
    return "person" if isinstance(record, Person) else "company"


def _said(actor: User, record: Any, field: MergeField) -> str:
    if field.column.startswith(CUSTOM):
        known, value = called(_kind(record), field.name), value_of(record, field.column)
        return (in_words(known, value, {}) or "Filled") if known and value is not None else ""
    value = getattr(record, field.name)
    if field.name == "company" and value is not None:
        return str(value) if access.access_of(actor).may("company", Action.SEE, value) else ""
    if field.name == "country":
        return str(country_names().get(value, value))
    return "" if value is None else str(value)
