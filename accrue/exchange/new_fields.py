"""Fields that an import makes on the way. A column's target `new:choice` says so; nothing is made before the import starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Invalid
from accrue.exchange.guessing.fields import OFFERED, guess_type
from accrue.exchange.models import Import
from accrue.filters.custom.checking import MOST_CHOICES, checked_settings
from accrue.filters.custom.definitions import customised_kinds, definition_of
from accrue.filters.custom.importing import Writable, writable
from accrue.filters.custom.models import CustomField, FieldType

PREFIX = "new:"


def may_make(actor: User, kind: str) -> bool:
    """Whether this person may make fields, and the kind takes any."""
    kinds = {one.key for one in customised_kinds()}
    return kind in kinds and access.access_of(actor).may("custom_field", "create")


def type_of(target: str) -> FieldType | None:
    """The type that `new:choice`, or `new:choice:4` of the fifth column, asks for."""
    head, _, rest = target.partition(":")
    name = rest.partition(":")[0]
    return FieldType(name) if f"{head}:" == PREFIX and name in set(OFFERED) else None


def placed(target: str, column: int) -> str:
    """The target as it is kept: of one column, for two may be turned into fields of one type."""
    found = type_of(target)
    return f"{PREFIX}{found}:{column}" if found else target


def offers(told: dict[str, Any], column: int) -> list[tuple[str, str]]:
    """(target, type in words) of the fields that a column could be turned into, the likeliest first."""
    guessed = guess_type(told)
    types = [guessed, *(one for one in OFFERED if one != guessed)]
    few = told.get("values") and len(told["values"]) <= MOST_CHOICES
    return [(f"{PREFIX}{one}:{column}", str(one.label)) for one in types if one != FieldType.CHOICE or few]


def settings_of(batch: Import, column: int, target: str) -> dict[str, Any]:
    """What the field is to be: called as the column, with the column's texts as choices."""
    told = batch.columns[column]
    kind = type_of(target)
    found: dict[str, Any] = {"label": told["name"].strip()[:80], "type": str(kind)}
    if kind == FieldType.CHOICE:
        texts: dict[str, str] = {}
        for text in told.get("values") or {}:
            if text.strip():
                texts.setdefault(text.strip().casefold(), text.strip())
        found["choices"] = list(texts.values())
    return found


def faults_of(actor: User, batch: Import, mapping: Sequence[str]) -> dict[str, str]:
    """What keeps fields from being made, by `column-<n>`."""
    faults: dict[str, str] = {}
    labels: set[str] = set()
    for n, target in enumerate(mapping):
        if not target.startswith(PREFIX):
            continue
        if type_of(target) is None or not may_make(actor, batch.kind):
            faults[f"column-{n}"] = f"“{batch.columns[n]['name']}” cannot go to “{target}”."
            continue
        settings = settings_of(batch, n, target)
        try:
            checked_settings(actor, CustomField(kind=batch.kind), settings)
        except Invalid as error:
            faults[f"column-{n}"] = f"No field can be made of “{batch.columns[n]['name']}”: {error.message}"
        if settings["label"].casefold() in labels:
            faults[f"column-{n}"] = (
                f"Two columns are called “{settings['label']}”. Make a field of one of them."
            )
        labels.add(settings["label"].casefold())
    return faults


def coming(actor: User, batch: Import) -> dict[str, Writable]:
    """The fields that will be made, by target, as a preview reads their cells."""
    found = {}
    for n, target in enumerate(batch.mapping):
        if type_of(target):
            field = CustomField(kind=batch.kind, key=f"new_{n}")
            for name, value in checked_settings(actor, field, settings_of(batch, n, target)).items():
                setattr(field, name, value)
            found[target] = writable(definition_of(field))
    return found
