"""The columns of an export and the values in them, as the person who asked for it may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Model, QuerySet

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.filters.fields import FilterField, Type, fields_for, model_of
from accrue.filters.lists import list_of
from accrue.filters.reading import Reader
from accrue.money import Money
from accrue.money.currencies import is_currency

BATCH = 2_000
ID = "Accrue id"
NAMES = ("name", "given_name", "family_name")
"""What a list's column of names is made of."""


@dataclass(frozen=True, slots=True)
class Heading:
    """`type` says what the cells hold: text, number (Decimal), money (Decimal), date, moment (UTC) or yesno (bool); or None."""

    label: str
    type: str


type Read = Callable[[Sequence[Any]], list[Any]]


def fields_of(actor: User, kind: str) -> dict[str, FilterField]:
    """What this user may take out of a kind: its own fields, without what is counted from others."""
    found = fields_for(actor, kind)
    return {key: field for key, field in found.items() if not (field.aggregate or field.through)}


def keys_of_columns(actor: User, kind: str, columns: Iterable[str]) -> list[str]:
    """The fields behind columns of a list."""
    known = fields_of(actor, kind)
    found: list[str] = []
    for column in columns:
        wanted = [column] if column in known else list(NAMES) if column == "name" else []
        found += [key for key in wanted if key in known and key not in found]
    return found


def usual_keys(actor: User, kind: str) -> list[str]:
    of = list_of(kind)
    return keys_of_columns(actor, kind, of.shown) if of else list(fields_of(actor, kind))


class Sheet:
    """The rows of a queryset under the fields chosen; what the reader may not see of linked records is empty."""

    def __init__(self, actor: User, kind: str, keys: Sequence[str]) -> None:
        known = fields_of(actor, kind)
        self.actor = actor
        self.zone: ZoneInfo = Reader(actor).zone
        self.fields = [known[key] for key in keys if key in known]
        self.headings = [Heading(ID, "number"), *(one for field in self.fields for one in _headings(field))]

    def rows(self, found: QuerySet[Any]) -> Iterator[list[list[Any]]]:
        """Batches of rows, by id. Every batch costs the same few queries."""
        last = 0
        while batch := self._batch(found.filter(pk__gt=last)):
            last = batch[-1][0]
            yield self._written(batch)

    def _batch(self, found: QuerySet[Any]) -> list[tuple[Any, ...]]:
        asked = {f"out_{n}": _left(field.column) for n, field in enumerate(self.fields) if not field.tagged}
        asked |= {f"cur_{n}": F(field.currency) for n, field in enumerate(self.fields) if field.currency}
        names = ["pk"]
        for n, field in enumerate(self.fields):
            names += [] if field.tagged else [f"out_{n}"]
            names += [f"cur_{n}"] if field.currency else []
        return list(found.order_by("pk").annotate(**asked).values_list(*names)[:BATCH])

    def _written(self, batch: list[tuple[Any, ...]]) -> list[list[Any]]:
        columns = list(zip(*batch, strict=True))
        ids, rest = list(columns[0]), iter(columns[1:])
        out: list[list[Any]] = [ids]
        for field in self.fields:
            if field.tagged:
                out.append(_tags(field, ids, dict(field.choices_for(self.actor))))
            elif field.type is Type.MONEY:
                out += _money(next(rest), next(rest) if field.currency else ("",) * len(ids))
            else:
                out.append(self._plain(field, next(rest)))
        return [list(row) for row in zip(*out, strict=True)]

    def _plain(self, field: FilterField, values: Sequence[Any]) -> list[Any]:
        if field.type is Type.USER:
            names = {user.pk: str(user) for user in User.objects.filter(pk__in=set(values) - {None})}
            return [names.get(value, "") for value in values]
        if field.type is Type.RECORD:
            model: Any = model_of(field.to)
            seen = access.visible(self.actor, model._default_manager.filter(pk__in=set(values) - {None}))
            labels = {record.pk: str(record) for record in seen}
            return [labels.get(value, "") for value in values]
        if field.type is Type.CHOICE:
            said = dict(field.choices_for(self.actor))
            return [_choice(value, said) for value in values]
        return list(values)


def _left(column: Any) -> Any:
    return column(F) if callable(column) else F(column)


def _headings(field: FilterField) -> list[Heading]:
    if field.type is Type.MONEY:
        beside = [Heading(f"{field.label} currency", "text")]
        return [Heading(field.label, "money"), *beside]
    types = {Type.NUMBER: "number", Type.DATE: "date", Type.YESNO: "yesno"}
    return [Heading(field.label, types.get(field.type, "text"))]


def _money(minors: Sequence[Any], currencies: Sequence[Any]) -> list[list[Any]]:
    major: list[Decimal | None] = [
        Money(int(minor), code).major if minor is not None and is_currency(code or "") else None
        for minor, code in zip(minors, currencies, strict=True)
    ]
    return [major, [code or "" for code in currencies]]


def _choice(value: Any, said: dict[Any, str]) -> str:
    if isinstance(value, list):
        return ", ".join(said.get(one, str(one)) for one in value)
    return "" if value is None else said.get(value, str(value))


def _tags(field: FilterField, ids: Sequence[int], labels: dict[Any, str]) -> list[str]:
    tagged = field.tagged
    if tagged is None:
        return [""] * len(ids)
    rows: QuerySet[Model] = tagged.model._default_manager.filter(**{f"{tagged.link}__in": ids})
    if tagged.only is not None:
        rows = rows.filter(tagged.only)
    found: dict[int, list[str]] = {}
    for record, name in rows.values_list(tagged.link, tagged.column):
        found.setdefault(record, []).append(str(labels.get(name, name)))
    return [", ".join(sorted(found.get(record, []))) for record in ids]
