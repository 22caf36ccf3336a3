"""The records behind a figure, with their names and addresses where the reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Model
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
class Named:
    """One record: `url` empty where the reader may not open it, or it is gone."""

    record_id: str
    label: str
    what: str
    day: date | None
    amount: Money
    url: str
    orders: tuple[OrderOf, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderOf:
    """An order that a person placed while the experiment watched them."""

    number: str
    amount: Money
    url: str


type Found = dict[str, tuple[str, str, date | None, str]]
type Lookup = Callable[[User, list[str]], Found]


def named_records(
    user: User, statement: Statement, part: Records, rows: Sequence[StatementRecord]
) -> list[Named]:
    """Names for a page of records of one part, in as many queries whatever their number."""
    lookup = LOOKUPS.get((part.table or "", part.key or ""))
    found = lookup(user, [row.record_id for row in rows]) if lookup else {}
    what = WHAT.get(part.table or "", "Record")
    orders = _orders_of(user, rows) if part.table == "outcomes" else {}
    return [
        Named(
            row.record_id,
            *found.get(row.record_id, (row.record_id, f"{what} you may not open", None))[:3],
            Money(row.minor, statement.currency),
            found[row.record_id][3] if row.record_id in found else "",
            tuple(orders.get(row.record_id, ())),
        )
        for row in rows
    ]


def _orders(user: User, ids: list[str]) -> Found:
    """Orders by their id; `n` and an id is a credit note."""
    orders = access.visible(user, Order.objects.filter(pk__in=_numbers(ids))).select_related(
        "person", "company"
    )
    found: Found = {
        str(order.pk): (
            order.number,
            str(order.person or order.company or "Order"),
            _day(order.ordered_at),
            _address("billing:order", order),
        )
        for order in orders
    }
    notes = access.visible(user, Invoice.objects.filter(pk__in=_numbers(ids, "n")))
    return found | {
        f"n{note.pk}": (note.number, "Credit note", _day(note.issued_at), _address("billing:invoice", note))
        for note in notes
    }


def _people(user: User, ids: list[str]) -> Found:
    people = access.visible(user, Person.objects.filter(pk__in=_numbers(ids)))
    hides = access.access_of(user).hides("person", "email")
    return {
        str(person.pk): (
            person.full_name
            if person.given_name or person.family_name or not hides
            else f"Person {person.pk}",
            "Person of the experiment",
            None,
            _address("contacts:person", person),
        )
        for person in people
    }


def _orders_of(user: User, rows: Sequence[StatementRecord]) -> dict[str, list[OrderOf]]:
    """The orders of the people of an experiment, inside the days each was watched, that this reader may see."""
    keys = {row.line.split("/")[1] for row in rows if row.line.count("/") == 3}
    assigned = Assignment.objects.filter(
        experiment__key__in=keys, person_id__in=_numbers([row.record_id for row in rows])
    ).select_related("experiment")
    watched = {
        a.person_id: (a.assigned_at, a.assigned_at + timedelta(days=a.experiment.window_days))
        for a in assigned
    }
    if not watched:
        return {}
    orders = access.visible(user, Order.objects.filter(person_id__in=watched, state="confirmed"))
    found: dict[str, list[OrderOf]] = {}
    for order in orders.order_by("ordered_at", "pk"):
        if order.person_id is None:
            continue
        first, last = watched[order.person_id]
        if first <= order.ordered_at < last:
            found.setdefault(str(order.person_id), []).append(
                OrderOf(order.number, order.amount, _address("billing:order", order))
            )
    return found


def _costs(user: User, ids: list[str]) -> Found:
    """A cost that comes again is written `12-2026-03`: the cost, and its month."""
    costs = access.visible(user, Cost.objects.filter(pk__in=_numbers([i.partition("-")[0] for i in ids])))
    by_id = {str(cost.pk): cost for cost in costs}
    hides = access.access_of(user).hides("cost", "note")
    found: Found = {}
    for record_id in ids:
        number, _, month = record_id.partition("-")
        cost = by_id.get(number)
        if cost:
            note = "" if hides else cost.note
            found[record_id] = (
                f"Cost {number}" + (f", {month}" if month else ""),
                note or cost.get_category_display(),
                cost.incurred_on,
                _address("roi:cost", cost),
            )
    return found


LOOKUPS: dict[tuple[str, str], Lookup] = {
    ("orders", "order_id"): _orders,
    ("outcomes", "person_id"): _people,
    ("costs", "cost_id"): _costs,
}
WHAT = {"orders": "Order", "outcomes": "Person", "costs": "Cost"}


def _numbers(ids: Sequence[str], prefix: str = "") -> list[int]:
    plain = (i.removeprefix(prefix) for i in ids if i.startswith(prefix))
    return [int(i) for i in plain if i.isdecimal() and len(i) < 19]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _address(name: str, record: Model) -> str:
    try:
        return reverse(name, args=[record.pk])
    except NoReverseMatch:
        return ""
