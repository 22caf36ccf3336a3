"""The verbs of custom fields: only these write them. What stands in records is written by `writing`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max

from accrue import clock
from accrue.accounts import access, stamps
from accrue.accounts.kinds import Action, kind_called
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import (
    CustomFieldArchived,
    CustomFieldChanged,
    CustomFieldDeleted,
    CustomFieldMade,
    CustomFieldRestored,
)
from accrue.events.services import record
from accrue.filters.custom.checking import checked_settings, free_key
from accrue.filters.custom.definitions import STAMP, Definition, customised_kinds, definition_of
from accrue.filters.custom.models import CustomField, UniqueValue
from accrue.filters.custom.searching import ask_to_take_in
from accrue.filters.custom.selectors import WithoutKey, values_in, with_values
from accrue.filters.custom.values import unique_form

MOST_FIELDS = 200
TWINS_NAMED = 3


class FieldSettings(TypedDict, total=False):
    """What may be said about a field; see `CustomField`. `choices` are labels, or `{"key", "label", "retired"}`."""

    label: str
    type: str
    help_text: str
    is_required: bool
    is_unique: bool
    is_searched: bool
    default: Any
    choices: Sequence[str | Mapping[str, Any]]
    to: str
    formula: str
    rollup: str
    within: str


@transaction.atomic
def make_field(*, actor: User, kind: str, **settings: Unpack[FieldSettings]) -> CustomField:
    """A new field of a kind. Raises Invalid, Forbidden, and Missing for a kind that takes none."""
    access.require(actor, Action.CREATE, "custom_field")
    if kind not in {one.key for one in customised_kinds()}:
        raise Missing
    last = CustomField.objects.filter(kind=kind).aggregate(last=Max("position"))["last"]
    if CustomField.objects.filter(kind=kind, archived_at=None).count() >= MOST_FIELDS:
        raise Conflict("custom.too_many", f"A kind of record has {MOST_FIELDS} custom fields at most.")
    field = CustomField(kind=kind, position=0 if last is None else last + 1)
    _put(field, checked_settings(actor, field, settings))
    field.key = free_key(kind, field.label)
    field.is_in_search = field.is_searched
    field.save(force_insert=True)
    stamps.renew(STAMP)
    record(CustomFieldMade(**_about(field), type=field.type), actor=actor)
    return field


@transaction.atomic
def change_field(
    *, actor: User, field_id: int, version: int, **settings: Unpack[FieldSettings]
) -> CustomField:
    """Change a field's settings; its key and type stay. Raises Conflict where it is another version by now."""
    field = _locked(actor, field_id, Action.EDIT)
    if field.version != version:
        raise Conflict("custom.changed_meanwhile", "Somebody changed this field meanwhile. Look at it again.")
    values = checked_settings(actor, field, settings)
    changed = {name: value for name, value in values.items() if getattr(field, name) != value}
    if not changed:
        return field
    _put(field, changed)
    field.version += 1
    field.save()
    stamps.renew(STAMP)
    if "is_unique" in changed:
        _hold_unique(field)
    if "is_searched" in changed:
        ask_to_take_in(actor, field)
    names = [name.removeprefix("is_").replace("_", " ") for name in sorted(changed)]
    record(CustomFieldChanged(**_about(field), changed=names), actor=actor)
    return field


@transaction.atomic
def order_fields(*, actor: User, kind: str, keys: Sequence[str]) -> None:
    """The fields of a kind in this order; those not named follow in theirs."""
    access.require(actor, Action.EDIT, "custom_field")
    fields = list(CustomField.objects.select_for_update().filter(kind=kind))
    place = {key: number for number, key in enumerate(keys)}
    fields.sort(key=lambda one: (place.get(one.key, len(place)), one.position, one.pk))
    for position, field in enumerate(fields):
        field.position = position
    CustomField.objects.bulk_update(fields, ["position"])
    stamps.renew(STAMP)


@transaction.atomic
def archive_field(*, actor: User, field_id: int) -> CustomField:
    """Put a field away: it is in no form, list or filter any more. What stands in it is kept."""
    field = _locked(actor, field_id, Action.DELETE)
    if field.archived_at is None:
        _archived(actor, field, True)
        record(CustomFieldArchived(**_about(field)), actor=actor)
    return field


@transaction.atomic
def restore_field(*, actor: User, field_id: int) -> CustomField:
    """Take an archived field back, with what stood in it. Raises Invalid where that is not unique any more."""
    field = _locked(actor, field_id, Action.DELETE)
    if field.archived_at is not None:
        _archived(actor, field, False)
        _hold_unique(field)
        record(CustomFieldRestored(**_about(field)), actor=actor)
    return field


@transaction.atomic
def delete_field(*, actor: User, field_id: int, values: int) -> None:
    """Delete an archived field and everything that stands in it.

    `values` is how many records hold one, as the actor was told; raises Conflict where there are more by now.
    """
    field = _locked(actor, field_id, Action.DELETE)
    if field.archived_at is None:
        raise Conflict("custom.still_used", f"Archive “{field.label}” first.")
    held = values_in(field)
    if held > values:
        raise Conflict(
            "custom.more_values",
            f"“{field.label}” stands in {held:,} records by now. Look again, then delete.",
        )
    with_values(field).update(custom=WithoutKey("custom", field.key))
    about = _about(field)
    field.delete()
    stamps.renew(STAMP)
    record(CustomFieldDeleted(**about, values=held), actor=actor)


def _archived(actor: User, field: CustomField, is_archived: bool) -> None:
    field.archived_at = clock.now() if is_archived else None
    field.version += 1
    field.save(update_fields=["archived_at", "version"])
    if field.is_searched:
        ask_to_take_in(actor, field)
    stamps.renew(STAMP)


def _hold_unique(field: CustomField) -> None:
    """Claim the values that are there already. Raises Invalid naming some that stand twice."""
    UniqueValue.objects.filter(field=field).delete()
    if not field.is_unique:
        return
    known = definition_of(field)
    held = _held(known)
    counted = Counter(value for value, _ in held)
    twice = sorted(value for value, times in counted.items() if times > 1)
    if twice:
        some = ", ".join(f"“{value}”" for value in twice[:TWINS_NAMED])
        message = f"{len(twice)} values stand in several records: {some}. Change those first."
        raise Invalid("custom.not_unique", message, fields={"is_unique": message})
    rows = [UniqueValue(field=field, value=value, record_id=pk) for value, pk in held]
    UniqueValue.objects.bulk_create(rows, batch_size=5_000)


def _held(field: Definition) -> list[tuple[str, int]]:
    model = kind_called(field.kind).model
    rows = model._default_manager.filter(custom__has_key=field.key).order_by()
    if any(one.name == "merged_into" for one in model._meta.get_fields()):
        rows = rows.filter(merged_into=None)
    pairs = rows.values_list("pk", f"custom__{field.key}")
    return [(unique_form(field, value), pk) for pk, value in pairs.iterator(chunk_size=5_000)]


def _locked(actor: User, field_id: int, action: str) -> CustomField:
    field = CustomField.objects.select_for_update().filter(pk=field_id).first()
    if field is None:
        raise Missing
    access.require(actor, action, field)
    return field


def _put(field: CustomField, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(field, name, value)


def _about(field: CustomField) -> dict[str, Any]:
    return {"custom_field_id": field.pk, "kind": field.kind, "key": field.key, "called": field.label}
