"""What may be asked of each kind of record. A field that is not declared here cannot be asked.

Areas register their fields in their declarations; fields that are known only at run time come from a source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Literal

from django.apps import apps
from django.db.models import F, Model, OuterRef, Q

from accrue.accounts import access
from accrue.accounts.access import Access
from accrue.accounts.kinds import Action, kind_called
from accrue.accounts.models import User


class Type(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    USER = "user"
    RECORD = "record"
    TAG = "tag"
    YESNO = "yesno"


type Choices = Sequence[tuple[Any, str]]


@dataclass(frozen=True)
class Aggregate:
    """What is counted, summed or looked for last among the records that point here.

    `of` is their kind and `link` their column that names this record. `day` is the column a period is laid over, which
    `day_label` names; `within` is the period where it is always the same one. Only records that the reader may see count, and only those that `only` holds for. `details` are the
    fields of theirs that the reader must be allowed to see; without one of them the field is as undeclared.
    """

    of: str
    link: str
    measure: Literal["count", "sum", "last"] = "count"
    value: str = ""
    currency: str = ""
    day: str = ""
    day_label: str = ""
    within: str = ""
    only: Q | None = None
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tagged:
    """Where the tags of a record stand: rows of `model_label` whose `link` is the record's id and whose `column` names the tag."""

    model_label: str
    link: str
    column: str
    only: Q | None = None

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.model_label)


@dataclass(frozen=True)
class FilterField:
    """A field of a kind of record that may be asked.

    `column` is a lookup path from the model, or a function that makes an expression with its own output field out of `F`
    or `OuterRef`: `lambda ref: Cast(KeyTextTransform("size", ref("custom")), IntegerField())`. `detail` is the name that access
    levels know it by: where that is hidden, so is the field, as where one of `details` is that it is worked out of. A money field names the column of its `currency`. A choice has
    `choices`, given or asked for when a menu is drawn; `by_id` says that their values are numbers, `several` that the
    column is a JSON list of them. A record link names the
    kind it leads to in `to`; with `opens` that kind's own fields can be asked through it (“Company › Industry”).
    `having` says for a choice which records have one of the values, where asking for all at once costs less than the
    column asked of each row; such a choice is never empty.
    `kind` of a field that was opened stays that of the record the list is of; `through` is the link it was opened by.
    """

    kind: str
    key: str
    label: str
    type: Type
    column: Any = ""
    detail: str = ""
    details: tuple[str, ...] = ()
    group: str = ""
    choices: Choices | Callable[[User], Choices] = ()
    by_id: bool = False
    several: bool = False
    currency: str = ""
    to: str = ""
    opens: bool = False
    aggregate: Aggregate | None = None
    tagged: Tagged | None = None
    having: Callable[[Sequence[Any]], Q] | None = None
    through: FilterField | None = None
    inner: FilterField | None = None

    @property
    def left(self) -> Any:
        """What conditions compare: a path, or an expression."""
        return self.column(F) if callable(self.column) else self.column

    @property
    def outside(self) -> Any:
        """The column as a query within this one sees it."""
        return self.column(OuterRef) if callable(self.column) else OuterRef(self.column)

    def choices_for(self, actor: User) -> Choices:
        return list(self.choices(actor)) if callable(self.choices) else self.choices


type Source = Callable[[str], Iterable[FilterField]]
_fields: dict[str, dict[str, FilterField]] = {}
_sources: list[Source] = []


def register(*fields: FilterField) -> None:
    for field in fields:
        if "." in field.key:
            raise ValueError(f"{field.key}: the dot is kept for fields asked through a link")
        if _fields.setdefault(field.kind, {}).setdefault(field.key, field) != field:
            raise RuntimeError(f"the field {field.kind}.{field.key} is declared twice")


def register_source(source: Source) -> None:
    """Fields that are known only at run time: `source(kind)` gives them whenever the fields of a kind are asked for."""
    if source not in _sources:
        _sources.append(source)


def own_declared(kind: str) -> dict[str, FilterField]:
    """The fields of a kind that an area declared, without those known only at run time."""
    return _fields.get(kind, {})


def own_fields(kind: str) -> dict[str, FilterField]:
    """The fields of a kind itself, whoever asks."""
    found = dict(_fields.get(kind, {}))
    for source in _sources:
        for field in source(kind):
            found.setdefault(field.key, field)
    return found


def fields_for(actor: User, kind: str) -> dict[str, FilterField]:
    """What this user may ask of a kind, by key. What access levels or grants hide is not there."""
    held = access.access_of(actor)
    found: dict[str, FilterField] = {}
    for field in own_fields(kind).values():
        if not _may_ask(held, field):
            continue
        found[field.key] = field
        if field.opens:
            found |= {inner.key: inner for inner in _opened(held, field)}
    return found


def kinds_with_fields() -> list[str]:
    return sorted(_fields)


def _may_ask(held: Access, field: FilterField) -> bool:
    if any(held.hides(field.kind, detail) for detail in (field.detail, *field.details) if detail):
        return False
    if field.type is Type.RECORD and field.to and not held.may(field.to, Action.SEE):
        return False
    counted = field.aggregate
    return counted is None or (
        held.may(counted.of, Action.SEE)
        and not any(held.hides(counted.of, detail) for detail in counted.details)
    )


def _opened(held: Access, link: FilterField) -> Iterable[FilterField]:
    """The fields of the record a link leads to, one step far."""
    for field in own_fields(link.to).values():
        if field.aggregate or not _may_ask(held, field):
            continue
        yield replace(
            field,
            kind=link.kind,
            key=f"{link.key}.{field.key}",
            label=f"{link.label} › {field.label}",
            group=link.label,
            detail=link.detail,
            opens=False,
            through=link,
            inner=field,
        )


def model_of(kind: str) -> type[Model]:
    return kind_called(kind).model
