"""Everything that points to a person or a company, found in the models themselves.

A relation follows when its record is merged into another, unless its model says that it stays:
`stays_on_merge = {"person": "why"}`. History and whatever else is never changed stay by nature.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pgtrigger
from django.apps import apps
from django.db import models
from pghistory.models import Event as HistoryEvent

from accrue.contacts.models import Company, Person

MERGED: dict[str, type[models.Model]] = {"person": Person, "company": Company}
KIND_COLUMNS = ("kind", "record_kind", "subject_kind", "target_kind")
ID_COLUMNS = ("record_id", "subject_id", "object_id", "target_id")


@dataclass(frozen=True, slots=True)
class Relation:
    """One column whose values are ids of a kind. `kind_column` names the kind of each row where it may be any.

    `beside` are the other columns of each unique constraint this column is in: what may not stand twice with one
    record. `stays` says why it does not follow.
    """

    model: type[models.Model]
    name: str
    column: str
    kind_column: str = ""
    beside: tuple[tuple[str, ...], ...] = ()
    stays: str = ""

    @property
    def key(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def pk(self) -> str:
        return str(self.model._meta.pk.column)


def relations_of(kind: str) -> list[Relation]:
    """Every relation to records of a kind, by name."""
    found = [*_foreign_keys(MERGED[kind]), *_by_kind()]
    return sorted(found, key=lambda relation: relation.key)


def following(kind: str) -> list[Relation]:
    """Those whose rows go along with a record that is merged into another."""
    return [relation for relation in relations_of(kind) if not relation.stays]


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def _foreign_keys(target: type[models.Model]) -> Iterator[Relation]:
    for model in _models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is target:
                yield _relation(model, field)


def _by_kind() -> Iterator[Relation]:
    """Rows that name a kind and an id instead of a foreign key."""
    for model in _models():
        columns = {field.name: field for field in model._meta.concrete_fields}
        kind = next((name for name in KIND_COLUMNS if name in columns), "")
        number = next((name for name in ID_COLUMNS if name in columns), "")
        if kind and number and isinstance(columns[number], models.IntegerField):
            yield _relation(model, columns[number], kind)


def _relation(model: type[models.Model], field: models.Field, kind: str = "") -> Relation:  # type: ignore[type-arg]  # any value
    column = str(field.column)
    beside = tuple(
        tuple(_column(model, name) for name in names if name not in (field.name, kind))
        for names in _unique_sets(model)
        if field.name in names
    )
    return Relation(
        model,
        field.name,
        column,
        _column(model, kind) if kind else "",
        beside,
        _why_it_stays(model, field.name),
    )


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    return str(getattr(field, "column", ""))


def _unique_sets(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    yield from ((field.name,) for field in model._meta.concrete_fields if field.unique)
    yield from model._meta.unique_together
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield tuple(constraint.fields)


def _why_it_stays(model: type[models.Model], name: str) -> str:
    if issubclass(model, HistoryEvent):
        return "history is never rewritten"
    said = str(getattr(model, "stays_on_merge", {}).get(name, ""))
    return said or ("its rows are never changed" if _is_protected(model) else "")


def _is_protected(model: type[models.Model]) -> bool:
    triggers = getattr(model._meta, "triggers", ())
    return any(isinstance(one, pgtrigger.Protect) and "UPDATE" in str(one.operation) for one in triggers)
