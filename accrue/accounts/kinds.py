"""Kinds of record and the words of access. Each area declares its kinds in its `declarations.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models


class Action(models.TextChoices):
    SEE = "see"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    EXPORT = "export"


class Scope(models.TextChoices):
    """How far a grant reaches; compare with `reach`."""

    ALL = "all"
    TEAM = "team"
    OWN = "own"
    NONE = "none"

    @property
    def reach(self) -> int:
        return ("none", "own", "team", "all").index(self.value)


class Level(models.TextChoices):
    HIDE = "hide"
    READ = "read"
    WRITE = "write"

    @property
    def reach(self) -> int:
        return ("hide", "read", "write").index(self.value)


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: its model, who owns one, and which of its fields may carry a level of their own.

    `owner` and `team` are lookup paths from the model (`"deal__owner"`), or None where nobody owns one: then only
    the scope `all` reaches it, or `team` too where `by_team`: what is made of such records can be narrowed to a team.
    """

    key: str
    label: str
    plural: str
    model_label: str
    owner: str | None = "owner"
    team: str | None = "team"
    fields: tuple[str, ...] = ()
    url_name: str = ""  # of the record's page, which takes its primary key
    by_team: bool = False

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_label)


type Fields = Callable[[str], Mapping[str, str]]
_kinds: dict[str, RecordKind] = {}
_field_sources: list[Fields] = []


def declare_kind(kind: RecordKind) -> RecordKind:
    if _kinds.setdefault(kind.key, kind) != kind:
        raise RuntimeError(f"record kind {kind.key} is declared twice")
    return kind


def kind_called(key: str) -> RecordKind:
    return _kinds[key]


def kinds() -> list[RecordKind]:
    return sorted(_kinds.values(), key=lambda k: k.label)


def kind_of(model: type[models.Model]) -> RecordKind:
    return next(k for k in _kinds.values() if k.model_label == model._meta.label)


def register_fields(source: Fields) -> None:
    """Fields that are known only at run time: `source(kind)` gives their labels by name."""
    if source not in _field_sources:
        _field_sources.append(source)


def fields_of(kind: RecordKind) -> dict[str, str]:
    """Every field that may carry a level of its own, with what people call it."""
    found = {name: name.replace("_", " ") for name in kind.fields}
    for source in _field_sources:
        found |= source(kind.key)
    return found


def field_label(kind: str, name: str) -> str:
    """What people call a field that is known only at run time; the name itself for every other."""
    return next((labels[name] for source in _field_sources if name in (labels := source(kind))), name)
