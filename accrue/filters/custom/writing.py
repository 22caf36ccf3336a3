"""The one place where values of custom fields are checked on their way into a record: pages, API, import and jobs alike.

A service calls `merged_values` (or `merged_many`) for what its record is to hold, saves, then `claim` for what must be unique.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from accrue.accounts import access
from accrue.accounts.kinds import Level, kind_called
from accrue.accounts.merged import kept_ids
from accrue.accounts.models import User
from accrue.errors import Forbidden, Invalid
from accrue.filters.custom.definitions import Definition, definitions, definitions_now
from accrue.filters.custom.models import FieldType, UniqueValue
from accrue.filters.custom.values import kept, unique_form

INVALID = "custom.invalid_value"
REQUIRED = "This field is required."

type Faults = dict[str, str]


def merged_values(
    actor: User | None,
    kind: str,
    given: Mapping[str, Any] | None,
    before: Mapping[str, Any] | None = None,
    *,
    record_id: int | None = None,
) -> dict[str, Any]:
    """All values of a record: what it held, changed by what is given (by key; None or "" empties).

    `before` None is a new record: defaults are filled in and what is required must be there. Raises Invalid with every fault
    by `custom_<key>`, and Forbidden where a role keeps one of the fields from being written.
    """
    if before is not None and not given:
        return dict(before)
    row = Given(dict(given or {}), before, record_id)
    [(values, faults)] = merged_many(actor, kind, [row])
    if faults:
        raise Invalid(INVALID, " ".join(dict.fromkeys(faults.values())), fields=faults)
    return values


class Given:
    """What one record is given; see `merged_values`."""

    __slots__ = ("before", "record_id", "values")

    def __init__(
        self,
        values: Mapping[str, Any],
        before: Mapping[str, Any] | None = None,
        record_id: int | None = None,
    ) -> None:
        self.values, self.before, self.record_id = values, before, record_id


def merged_many(actor: User | None, kind: str, rows: Sequence[Given]) -> list[tuple[dict[str, Any], Faults]]:
    """For each row what its record is to hold, and what is wrong with it by `custom_<key>`. A few queries for all rows.

    `actor` None is the system itself: nothing is required of it. Raises Forbidden as `merged_values`.
    """
    fields = definitions_now(kind)
    if not fields and not any(row.values for row in rows):
        return [(dict(row.before or {}), {}) for row in rows]
    if actor is not None:
        _require_writable(actor, kind, fields, rows)
    found = [_row(row, fields, is_strict=actor is not None) for row in rows]
    _follow_links(actor, fields, rows, found)
    _must_be_free(fields, rows, found)
    return found


def _require_writable(
    actor: User, kind: str, fields: Mapping[str, Definition], rows: Iterable[Given]
) -> None:
    held = access.access_of(actor)
    given = {key for row in rows for key, value in row.values.items() if value or row.before is not None}
    for key in given & set(fields):
        if held.level(kind, fields[key].name) is not Level.WRITE:
            raise Forbidden("custom.field_read_only", f"You may not change {fields[key].label}.")


def _row(row: Given, fields: Mapping[str, Definition], *, is_strict: bool) -> tuple[dict[str, Any], Faults]:
    is_new = row.before is None
    values: dict[str, Any] = dict(row.before or {})
    faults: Faults = {}
    if is_new:
        values |= {key: one.default for key, one in fields.items() if one.default is not None}
    for key, given in row.values.items():
        field = fields.get(key)
        if field is None:
            faults[f"custom_{key}"] = f"There is no custom field “{key[:60]}”."
            continue
        try:
            value = kept(field, given)
        except ValueError as error:
            faults[field.name] = str(error)
            continue
        if value is None:
            values.pop(key, None)
        elif value != values.get(key) and _is_retired(field, value, values.get(key)):
            faults[field.name] = "This choice is no longer offered."
        else:
            values[key] = value
    for key, field in fields.items() if is_strict else ():
        asked = is_new or key in row.values
        if field.is_required and asked and key not in values and field.name not in faults:
            faults[field.name] = REQUIRED
    return values, faults


def _is_retired(field: Definition, value: Any, before: Any) -> bool:
    held = before if isinstance(before, list) else [before]
    chosen = [one for one in (value if isinstance(value, list) else [value]) if one not in held]
    return any(one.retired and one.key in chosen for one in field.choices)


def _follow_links(
    actor: User | None,
    fields: Mapping[str, Definition],
    rows: Sequence[Given],
    found: Sequence[tuple[dict[str, Any], Faults]],
) -> None:
    """New links lead to records that are there, that the actor may see, and that stand for themselves."""
    for key, field in fields.items():
        if field.type not in (FieldType.USER, FieldType.RECORD):
            continue
        linked = [
            one
            for one, row in zip(found, rows, strict=True)
            if key in one[0] and one[0][key] != (row.before or {}).get(key) and field.name not in one[1]
        ]
        if not linked:
            continue
        kind = "user" if field.type == FieldType.USER else field.to
        ids = {values[key] for values, _ in linked}
        moved = kept_ids(kind, ids)
        existing = kind_called(kind).model._default_manager.filter(pk__in={moved.get(pk, pk) for pk in ids})
        seen = set((access.visible(actor, existing) if actor else existing).values_list("pk", flat=True))
        for values, faults in linked:
            values[key] = moved.get(values[key], values[key])
            if values[key] not in seen:
                faults[field.name] = "There is no such record."


def _must_be_free(
    fields: Mapping[str, Definition],
    rows: Sequence[Given],
    found: Sequence[tuple[dict[str, Any], Faults]],
) -> None:
    """Say at the field which value another record has already, of those written and of this very batch."""
    unique = {key: field for key, field in fields.items() if field.is_unique}
    if not unique:
        return
    wanted: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, (values, _) in enumerate(found):
        for key, field in unique.items():
            if key in values:
                wanted[field.pk, unique_form(field, values[key])].append(number)
    taken = _taken(wanted)
    by_pk = {field.pk: field for field in unique.values()}
    for (pk, value), numbers in wanted.items():
        owner = taken.get((pk, value))
        first = None
        for number in numbers:
            mine = rows[number].record_id
            if (owner is not None and owner != mine) or first is not None:
                found[number][1].setdefault(by_pk[pk].name, _taken_by_another(by_pk[pk]))
            elif not found[number][1]:
                first = number


def _taken(wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    pairs = list(wanted)
    if not pairs:
        return {}
    rows = UniqueValue.objects.filter(
        field__in={pk for pk, _ in pairs}, value__in={value for _, value in pairs}
    )
    return {(row.field_id, row.value): row.record_id for row in rows}


def _taken_by_another(field: Definition) -> str:
    return f"Another record has this value already; {field.label} is unique."


def claim(kind: str, record_id: int, values: Mapping[str, Any]) -> None:
    """Hold what must be unique for a record just saved. Raises Invalid where another was quicker."""
    claim_many(kind, {record_id: values})


def claim_many(kind: str, records: Mapping[int, Mapping[str, Any]]) -> None:
    """As `claim`, for many: two queries. What another transaction is about to claim is waited for."""
    unique = {key: field for key, field in definitions(kind).items() if field.is_unique}
    if not unique or not records:
        return
    by_pk = {field.pk: field for field in unique.values()}
    wanted = {
        (field.pk, record_id): unique_form(field, values[key])
        for record_id, values in records.items()
        for key, field in unique.items()
        if key in values
    }
    mine = UniqueValue.objects.filter(field__in=by_pk, record_id__in=records)
    held = {(row.field_id, row.record_id): row for row in mine}
    gone = [row.pk for place, row in held.items() if wanted.get(place) != row.value]
    if gone:
        UniqueValue.objects.filter(pk__in=gone).delete()
    new = {place: value for place, value in wanted.items() if place not in held or held[place].value != value}
    if not new:
        return
    UniqueValue.objects.bulk_create(
        [
            UniqueValue(field_id=pk, value=value, record_id=record_id)
            for (pk, record_id), value in new.items()
        ],
        ignore_conflicts=True,
        batch_size=5_000,
    )
    owners = _taken((pk, value) for (pk, _), value in new.items())
    lost = {by_pk[pk] for (pk, record_id), value in new.items() if owners.get((pk, value)) != record_id}
    if lost:
        faults = {field.name: _taken_by_another(field) for field in lost}
        raise Invalid("custom.value_taken", " ".join(faults.values()), fields=faults)


def release(kind: str, record_id: int) -> None:
    """Give up what a record held that must be unique: another stands for it now."""
    UniqueValue.objects.filter(Q(field__kind=kind), record_id=record_id).delete()


def changed_names(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of fields that differ, as facts and levels know them."""
    return [f"custom_{key}" for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
