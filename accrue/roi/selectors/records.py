"""The records behind a figure, with their names and addresses where the reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf, Trim
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.billing.models import Invoice, Order
from accrue.contacts.models import Person
from accrue.experiments.models import Assignment
from accrue.money import Money
from accrue.roi.models import Cost, Statement, StatementRecord
from accrue_facts.values import Records


@dataclass(frozen=True, slots=True)
class OrderOf:
    """An order that a person placed while the experiment watched them."""

    number: str
    amount: Money
    url: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader may know of a record: `url` empty where they may not open it, or it is gone."""

    label: str
    what: str
    day: date | None = None
    url: str = ""
    orders: tuple[OrderOf, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """One record of a figure, and what it came to."""

    record_id: str
    known: Known
    amount: Money


# Who an order is of; never an address, which the reader may not be allowed to see.
BUYER = Coalesce(
    NullIf(Trim(Concat("person__given_name", Value(" "), "person__family_name")), Value("")),
    "company__name",
    Value("Order"),
)

type Found = dict[str, Known]
type Lookup = Callable[[User, Sequence[StatementRecord]], Found]


def named_records(
    user: User, statement: Statement, part: Records, rows: Sequence[StatementRecord]
) -> list[Named]:
    """Names for a page of records of one part, in one query whatever their number."""
    lookup = LOOKUPS.get((part.table or "", part.key or ""))
    found = lookup(user, rows) if lookup and rows else {}
    what = WHAT.get(part.table or "", "Record")
    return [
        Named(
            row.record_id,
            found.get(row.record_id) or Known(row.record_id, f"{what} you may not open"),
            Money(row.minor, statement.currency),
        )
        for row in rows
    ]


def _orders(user: User, rows: Sequence[StatementRecord]) -> Found:
    """Orders by their id; `n` and an id is a credit note."""
    ids = [row.record_id for row in rows]
    orders = access.visible(user, Order.objects.filter(pk__in=_numbers(ids))).order_by()
    notes = access.visible(user, Invoice.objects.filter(pk__in=_numbers(ids, "n"))).order_by()
    found = orders.values_list(Value(""), "pk", "number", BUYER, "ordered_at").union(
        notes.values_list(Value("n"), "pk", "number", Value("Credit note"), "issued_at"), all=True
    )
    return {
        f"{prefix}{pk}": Known(
            number, what, _day(at), _address("billing:invoice" if prefix else "billing:order", pk)
        )
        for prefix, pk, number, what, at in found
    }


def _people(user: User, rows: Sequence[StatementRecord]) -> Found:
    """People of an experiment with the orders each placed while watched, as far as this reader may see both."""
    hides = access.access_of(user).hides("person", "email")
    found: Found = {}
    merged: Found = {}
    for one in _watched(user, rows):
        orders = tuple(
            OrderOf(o["number"], Money(o["minor"], o["currency"]), _address("billing:order", o["pk"]))
            for o in one.orders
        )
        person = one.person
        named = person.given_name or person.family_name or not hides
        label = person.full_name if named else f"Person {person.pk}"
        found[str(person.pk)] = (
            Known(label, "Person of the experiment", None, _address("contacts:person", person.pk), orders)
            if one.may_see
            else Known(str(person.pk), "Person you may not open", orders=orders)
        )
        merged.setdefault(str(person.merged_into_id), found[str(person.pk)])
    return merged | found  # whoever was not drawn stands for somebody who was


def _watched(user: User, rows: Sequence[StatementRecord]) -> QuerySet[Assignment, Any]:
    """Who was assigned, whether this reader may see them (`may_see`), and their confirmed `orders` while watched."""
    keys = {row.line.split("/")[1] for row in rows if row.line.count("/") == 3}
    ids = _numbers([row.record_id for row in rows])
    window = ExpressionWrapper(F("experiment__window_days") * timedelta(days=1), DurationField())
    orders = Order.objects.filter(
        Q(person_id=OuterRef("person_id")) | Q(person_id=OuterRef("person__merged_into_id")),
        state="confirmed",
        ordered_at__gte=OuterRef("assigned_at"),
        ordered_at__lt=OuterRef("watched_until"),
    ).order_by("ordered_at", "pk")
    told = JSONObject(pk="pk", number="number", minor="amount_minor", currency="currency")
    return (
        Assignment.objects.filter(
            Q(person_id__in=ids) | Q(person__merged_into_id__in=ids), experiment__key__in=keys
        )
        .select_related("person")
        .annotate(watched_until=ExpressionWrapper(F("assigned_at") + window, DateTimeField()))
        .annotate(
            may_see=Exists(access.visible(user, Person.objects.filter(pk=OuterRef("person_id")))),
            orders=ArraySubquery(access.visible(user, orders).values(told=told)),
        )
    )


def _costs(user: User, rows: Sequence[StatementRecord]) -> Found:
    """A cost that comes again is written `12-2026-03`: the cost, and its month."""
    ids = [row.record_id for row in rows]
    costs = access.visible(user, Cost.objects.filter(pk__in=_numbers([i.partition("-")[0] for i in ids])))
    by_id = {str(cost.pk): cost for cost in costs}
    hides = access.access_of(user).hides("cost", "note")
    found: Found = {}
    for record_id in ids:
        number, _, month = record_id.partition("-")
        cost = by_id.get(number)
        if cost:
            note = "" if hides else cost.note
            found[record_id] = Known(
                f"Cost {number}" + (f", {month}" if month else ""),
                note or cost.get_category_display(),
                cost.incurred_on,
                _address("roi:cost", cost.pk),
            )
    return found


def _periods(user: User, rows: Sequence[StatementRecord]) -> Found:
    """A team's month has no page of its own; its name says it all."""
    return {row.record_id: Known(row.record_id, "Margin of a team in a month") for row in rows}


LOOKUPS: dict[tuple[str, str], Lookup] = {
    ("orders", "order_id"): _orders,
    ("outcomes", "person_id"): _people,
    ("costs", "cost_id"): _costs,
    ("panel", "unit"): _periods,
}
WHAT = {"orders": "Order", "outcomes": "Person", "costs": "Cost"}


def _numbers(ids: Sequence[str], prefix: str = "") -> list[int]:
    plain = (i.removeprefix(prefix) for i in ids if i.startswith(prefix))
    return [int(i) for i in plain if i.isdecimal() and len(i) < 19]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
