"""The records behind a figure: named and linked for those who may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.urls import reverse

from accrue.accounts.access import visible
from accrue.accounts.models import User
from accrue.billing.models import Invoice, Order
from accrue.contacts.models import Person
from accrue.metrics.showing import money_of
from accrue.sales.models import Deal
from accrue.ui.figures import number
from accrue_facts.measures.answer import Answer
from accrue_facts.measures.definition import Measure

MODELS: dict[str, tuple[type[Model], str]] = {
    "order": (Order, "billing:order"),
    "invoice": (Invoice, "billing:invoice"),
    "deal": (Deal, "sales:deal"),
    "person": (Person, "contacts:person"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A record: its name and page where the reader may see it, else only that there is one."""

    name: str
    url: str
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Behind:
    """`lines` are the largest of `count`, `total` is of all of them."""

    lines: tuple[Line, ...]
    count: int
    total: str


def records_behind(user: User, measure: Measure, answer: Answer) -> Behind:
    """Three questions at most, however many records."""
    by_kind: dict[str, set[int]] = {}
    for one in answer.records:
        kind, pk = _record(measure.kind, one.id)
        if pk is not None and kind in MODELS:
            by_kind.setdefault(kind, set()).add(pk)
    known = {kind: _seen(user, kind, ids) for kind, ids in by_kind.items()}
    lines = []
    for one in answer.records:
        kind, pk = _record(measure.kind, one.id)
        name = known.get(kind, {}).get(pk or 0, "")
        url = reverse(MODELS[kind][1], args=[pk]) if name else ""
        text = _text(one.value, answer.currency)
        lines.append(Line(name, url, date.fromisoformat(one.day), text))
    total = answer.total
    return Behind(
        tuple(lines), total.rows if total else 0, _text(total.value or 0.0, answer.currency) if total else ""
    )


def _record(kind: str, key: str) -> tuple[str, int | None]:
    """What a key of the facts names: `n12` among orders is a credit note, an invoice."""
    if kind == "order" and key.startswith("n"):
        kind, key = "invoice", key[1:]
    return kind, int(key) if key.isdecimal() and len(key) < 19 else None


def _seen(user: User, kind: str, ids: Iterable[int]) -> dict[int, str]:
    model = MODELS[kind][0]
    return {record.pk: str(record) for record in visible(user, model._default_manager.filter(pk__in=ids))}


def _text(value: float, currency: str) -> str:
    return (
        money_of(value, currency, cents=True) if currency else number(value, 0 if value == int(value) else 1)
    )
