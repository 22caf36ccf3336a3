"""The custom fields of each kind, kept in memory until somebody changes one of them anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from accrue.accounts import access, stamps
from accrue.accounts.kinds import Level, RecordKind, kinds
from accrue.accounts.models import User
from accrue.filters.custom.models import CustomField, FieldType

STAMP = "custom_fields"
PREFIX = "custom_"
COMPUTED = (FieldType.FORMULA, FieldType.ROLLUP)


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    retired: bool = False


@dataclass(frozen=True)
class Definition:
    """A custom field as everything but its own settings sees it. `name` is what levels, filters and facts call it."""

    pk: int
    kind: str
    key: str
    label: str
    type: FieldType
    help_text: str
    is_required: bool
    is_unique: bool
    is_searched: bool
    default: Any
    choices: tuple[Choice, ...]
    to: str
    formula: str
    rollup: str
    within: str

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.key}"

    @property
    def is_computed(self) -> bool:
        return self.type in COMPUTED

    def choice(self, key: Any) -> Choice | None:
        return next((one for one in self.choices if one.key == key), None)


_kept: tuple[str, dict[str, dict[str, Definition]], dict[str, list[Definition]]] | None = None


def definitions(kind: str) -> Mapping[str, Definition]:
    """The fields in use of a kind by key, in their order. Asks the database only after somebody changed one."""
    held = _held()
    return held[1].get(kind, {}) if held else {}


def in_search(kind: str) -> list[Definition]:
    """The fields whose values may stand in the keys of search, archived ones too."""
    held = _held()
    return held[2].get(kind, []) if held else []


def _held() -> tuple[str, dict[str, dict[str, Definition]], dict[str, list[Definition]]] | None:
    global _kept
    stamp = stamps.stamp_of(STAMP)
    if not stamp:
        return None
    if _kept is None or _kept[0] != stamp:
        _kept = stamp, *_read()
    return _kept


def definitions_now(kind: str) -> Mapping[str, Definition]:
    """As `definitions`, as they are this moment: for whoever writes."""
    stamps.read_again()
    return definitions(kind)


def definitions_for(actor: User, kind: str, level: Level = Level.READ) -> dict[str, Definition]:
    """The fields this user may read, or write."""
    held = access.access_of(actor)
    found = definitions(kind)
    return {key: one for key, one in found.items() if held.level(kind, one.name).reach >= level.reach}


def called(kind: str, name: str) -> Definition | None:
    """The field behind a name such as `custom_tier`, if it is one."""
    return definitions(kind).get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None


def customised_kinds() -> list[RecordKind]:
    """The kinds of record that can have custom fields."""
    return [kind for kind in kinds() if has_custom(kind)]


def has_custom(kind: RecordKind) -> bool:
    try:
        kind.model._meta.get_field("custom")
    except FieldDoesNotExist:
        return False
    return True


def _read() -> tuple[dict[str, dict[str, Definition]], dict[str, list[Definition]]]:
    found: dict[str, dict[str, Definition]] = {}
    searched: dict[str, list[Definition]] = {}
    for field in CustomField.objects.filter(Q(archived_at=None) | Q(is_in_search=True)):
        one = definition_of(field)
        if field.archived_at is None:
            found.setdefault(field.kind, {})[field.key] = one
        if field.is_in_search:
            searched.setdefault(field.kind, []).append(one)
    return found, searched


def definition_of(field: CustomField) -> Definition:
    return Definition(
        pk=field.pk,
        kind=field.kind,
        key=field.key,
        label=field.label,
        type=FieldType(field.type),
        help_text=field.help_text,
        is_required=field.is_required,
        is_unique=field.is_unique,
        is_searched=field.is_searched,
        default=field.default,
        choices=tuple(Choice(c["key"], c["label"], bool(c.get("retired"))) for c in field.choices),
        to=field.to,
        formula=field.formula,
        rollup=field.rollup,
        within=field.within,
    )
