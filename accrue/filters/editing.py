"""Fields that may be changed from a list: one record's in its cell, or those of many at once. Areas register theirs.

Values are plain JSON under the names that the area's services take (`owner_id`, `expected_close`, `custom`), so that a
job can write them later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from accrue.accounts import access
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.filters.custom.definitions import Definition, definitions_for
from accrue.filters.custom.inputs import input_of
from accrue.filters.custom.values import kept
from accrue.filters.custom.writing import merged_values

type Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """`before` holds what was replaced; `version` is the record's now."""

    before: dict[str, Any]
    version: int


type Outcome = Changed | str
"""What became of one of many records: what was replaced (nothing: it said so already), or why it was refused."""


@dataclass(frozen=True)
class EditField:
    """`key` is what lists, levels and facts call it, `column` what services do.

    `input(actor, record)` is its form field, filled with what `stored(record)` says (record None: of many);
    `taken(actor, cleaned)` gives the values to write.
    """

    key: str
    label: str
    column: str
    input: Callable[[User, Any], forms.Field]
    stored: Callable[[Any], Any]
    taken: Callable[[User, Any], dict[str, Any]]
    in_bulk: bool = True


@dataclass(frozen=True)
class Editing:
    """How records of a kind are written from lists.

    `edit(actor, record_id, version, values)` changes one and raises what its service raises. `checked(actor, values)` says
    what may be written to many, regular; raises Invalid, Forbidden, Missing. `change_many(actor, changes)` and
    `put_away(actor, ids, archived)` write many, each under the actor's rights; None where nothing is put away.
    """

    kind: str
    fields: tuple[EditField, ...]
    edit: Callable[[User, int, int, Values], Any]
    checked: Callable[[User, Values], dict[str, Any]]
    change_many: Callable[[User, Mapping[int, Values]], dict[int, Outcome]]
    put_away: Callable[[User, Sequence[int], bool], dict[int, Outcome]] | None = None


_kinds: dict[str, Editing] = {}


def register_editing(editing: Editing) -> None:
    if _kinds.setdefault(editing.kind, editing) is not editing:
        raise RuntimeError(f"how {editing.kind} is edited in lists is declared twice")


def editing_of(kind: str) -> Editing:
    """Raises Missing for a kind that is not edited in lists."""
    if kind not in _kinds:
        raise Missing
    return _kinds[kind]


def kinds_edited() -> list[str]:
    return sorted(_kinds)


def editable_fields(actor: User, kind: str) -> dict[str, EditField]:
    """The fields this user may write, custom ones too, by key."""
    held = access.access_of(actor)
    own = {one.key: one for one in editing_of(kind).fields if held.level(kind, one.key) is Level.WRITE}
    return own | {
        one.name: custom_field(one)
        for one in definitions_for(actor, kind, Level.WRITE).values()
        if not one.is_computed
    }


@dataclass(frozen=True, slots=True)
class Edits:
    """The fields this reader may change in the cells of a list, and of which records."""

    fields: frozenset[str]
    may: Callable[[Any], bool]


def edits_of(actor: User, kind: str, *, is_archived: bool = False) -> Edits:
    held = access.access_of(actor)
    if is_archived or kind not in _kinds or not held.may(kind, "edit"):
        return Edits(frozenset(), lambda record: False)
    return Edits(frozenset(editable_fields(actor, kind)), lambda record: held.may(kind, "edit", record))


def custom_field(field: Definition) -> EditField:
    def held(record: Any) -> Any:
        return record.custom.get(field.key) if record is not None else None

    def taken(actor: User, cleaned: Any) -> dict[str, Any]:
        return {"custom": {field.key: kept(field, cleaned)}}

    def made(actor: User, record: Any) -> forms.Field:
        found = input_of(actor, field, held(record))
        if record is None or held(record) is None:
            found.initial = None
        return found

    return EditField(field.name, field.label, "custom", made, lambda record: None, taken)


def checked_custom(actor: User, kind: str, given: Any) -> dict[str, Any]:
    """The regular custom values to write to many records, None where they are emptied. Raises Invalid, Forbidden."""
    values = merged_values(actor, kind, given, {})
    return {key: values.get(key) for key in given}


def said_before(values: Values, before: Mapping[str, Any]) -> dict[str, Any]:
    """What was replaced, as `change_many` takes it to put it back: of custom fields only those that were written."""
    found = dict(before)
    if "custom" in found:
        found["custom"] = {key: found["custom"].get(key) for key in values.get("custom", {})}
    return found
