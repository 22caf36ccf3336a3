"""Orders that were brought from elsewhere are put right by a later file, as long as nothing here rests on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.billing.models import Order, OrderLine, OrderState
from accrue.billing.services.bringing import SoldLine, SoldOrder, cancelled, lines_of
from accrue.billing.services.orders import margin_of
from accrue.billing.services.past_refunds import (
    Dated,
    Kept,
    PastRefund,
    bring_refunds,
    kept_of,
    undo_refunds,
)
from accrue.events.catalogue import OrderEdited
from accrue.events.services import record_many
from accrue.filters.custom.writing import Given, changed_names, claim_many, merged_many
from accrue.filters.editing import Changed, Outcome
from accrue.filters.putting_away import GONE
from accrue.standards import inspecting

FIELDS = ("ordered_at", "person_id", "company_id", "owner_id", "source", "currency", "state")
FREE = {"owner_id", "custom"}
"""What may change whatever was invoiced."""
SAID = {"ordered_at": "date", "person_id": "person", "company_id": "company", "owner_id": "owner", "lines": "items"}  # fmt: skip

type Lines = dict[int, list[OrderLine]]


@transaction.atomic
def correct_orders(*, actor: User, rows: Mapping[int, SoldOrder]) -> dict[int, Outcome]:
    """Let orders be as these rows say; for each what was replaced, as JSON, or why it stands. A few queries for all.

    A row without lines leaves those that are there; what a row leaves empty stays.
    """
    given = {pk: _values(row) for pk, row in rows.items()}
    found, edited, facts = _changed(actor, given)
    for order, names, before in edited:
        row = rows[order.pk]
        facts.append((clock.now(), OrderEdited(order_id=order.pk, fields=names)))
        if before.get("state") == OrderState.CONFIRMED:
            facts.append((max(row.cancelled_at or clock.now(), order.ordered_at), cancelled(order, row)))
    record_many([fact for _, fact in facts], actor=actor, occurred_at=[at for at, _ in facts])
    return found


@transaction.atomic
def put_orders_back(*, actor: User, changes: Mapping[int, Mapping[str, Any]]) -> dict[int, Outcome]:
    """Let orders be as `correct_orders` found them; for each what was replaced, or why it stands."""
    found, edited, _ = _changed(actor, {pk: _parsed(before) for pk, before in changes.items()}, is_back=True)
    record_many((OrderEdited(order_id=order.pk, fields=names) for order, names, _ in edited), actor=actor)
    return found


def _values(row: SoldOrder) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("ordered_at", "person_id", "company_id", "owner_id", "source", "currency")
        if getattr(row, name) not in (None, "")
    }
    if row.is_cancelled is not None:
        found["state"] = OrderState.CANCELLED if row.is_cancelled else OrderState.CONFIRMED
    if row.lines:
        found["lines"] = list(row.lines)
    else:
        found.pop("currency", None)
    if row.refund:
        found["refund"] = row.refund
    return found | ({"custom": dict(row.custom)} if row.custom else {})


def _parsed(before: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(before)
    if "ordered_at" in found:
        found["ordered_at"] = datetime.fromisoformat(found["ordered_at"])
    if "lines" in found:
        found["lines"] = [
            SoldLine(**line | {"quantity": Decimal(line["quantity"])}) for line in found["lines"]
        ]
    return found


def _changed(
    actor: User, given: Mapping[int, dict[str, Any]], *, is_back: bool = False
) -> tuple[dict[int, Outcome], list[tuple[Order, list[str], dict[str, Any]]], list[Dated]]:
    """What became of each; those that changed with the names of what did and what was there; the facts of refunds."""
    if any(isinstance(values.get("refund"), PastRefund) for values in given.values()):
        access.require(actor, Action.CREATE, "payment")
    wanted = Order.objects.filter(pk__in=given)
    orders = list(wanted.order_by("pk").select_for_update(no_key=True, of=("self",)))
    editable = set(access.visible(actor, wanted, Action.EDIT).values_list("pk", flat=True))
    kept = kept_of(given)
    lines: Lines = {}
    for line in OrderLine.objects.filter(order__in=given).order_by("position", "pk"):
        lines.setdefault(line.order_id, []).append(line)
    customs = merged_many(
        actor, "order", [Given(given[one.pk].get("custom") or {}, one.custom, one.pk) for one in orders]
    )
    found: dict[int, Outcome] = dict.fromkeys(given, GONE)
    edited = []
    for order, (custom, faults) in zip(orders, customs, strict=True):
        values = given[order.pk] | ({"custom": custom} if "custom" in given[order.pk] else {})
        before = _before(order, lines.get(order.pk, []), values)
        if _is_other_refund(order, values.get("refund"), kept.get(order.pk)):
            before["refund"] = None
        fault = " ".join(faults.values()) or _standing(
            order, before, values.get("refund"), kept.get(order.pk), is_back=is_back
        )
        if order.pk not in editable:
            found[order.pk] = "You may not change this record."
        elif before and fault:
            found[order.pk] = inspecting.Refused.because(faults) if faults else fault
        elif before and (why := _put(actor, order, values, before)):
            found[order.pk] = why
        else:
            found[order.pk] = Changed(before, order.version)
            if before:
                edited.append((order, _names(before, custom), before))
    _write(edited, given)
    return found, edited, _give_back(edited, given, kept)


def _before(order: Order, lines: Sequence[OrderLine], values: Mapping[str, Any]) -> dict[str, Any]:
    """What would be replaced, as JSON; nothing where all is as given."""
    found = {n: getattr(order, n) for n in FIELDS if n in values and getattr(order, n) != values[n]}
    if "ordered_at" in found:
        found["ordered_at"] = found["ordered_at"].isoformat()
    if "lines" in values and not _same(lines, values["lines"]):
        found["lines"] = [_plain(line) for line in lines]
    if "custom" in values and values["custom"] != order.custom:
        found["custom"] = order.custom
    return found


def _plain(line: OrderLine) -> dict[str, Any]:
    names = ("name", "amount_minor", "unit_price_minor", "cost_minor", "product_id")
    return {name: getattr(line, name) for name in names} | {"quantity": str(line.quantity)}


def _same(here: Sequence[OrderLine], given: Sequence[SoldLine]) -> bool:
    return len(here) == len(given) and all(
        (a.name, a.amount_minor, a.unit_price_minor, a.quantity, a.product_id)
        == (b.name, b.amount_minor, b.unit_price_minor, b.quantity, b.product_id)
        and (a.cost_minor == b.cost_minor or not b.is_cost_given)
        for a, b in zip(here, given, strict=True)
    )


def _is_other_refund(order: Order, refund: Any, kept: Kept | None) -> bool:
    """Whether the file knows of another refund than is here; of an order that is cancelled it makes no difference."""
    if isinstance(refund, PastRefund):
        return order.state != OrderState.CANCELLED and refund.minor != (kept.given_back if kept else 0)
    return bool(refund)


def _standing(
    order: Order, before: Mapping[str, Any], refund: Any, kept: Kept | None, *, is_back: bool
) -> str:
    """Why what was bought, or given back, cannot be other than it is."""
    free = FREE
    if kept and "refund" in before:
        if kept.is_touched:
            return f"Payments of {order.number} are recorded here: enter the refund on invoice {kept.invoice.number}."
        if is_back:
            free, kept = free | {"refund", "state"}, None if refund["invoice"] else kept
        elif refund.minor < kept.given_back:
            return f"More than this was given back for {order.number} already."
        else:
            free = free | {"refund"} | ({"state"} if refund.minor == order.amount_minor else set())
    if not set(before) - free:
        return ""
    if kept:
        return (
            f"Invoice {kept.invoice.number} was issued for {order.number}, so what was bought stands. "
            "Cancel the order here, or leave these rows out."
        )
    if order.deal_id:
        return f"{order.number} came of a deal that was won here, so what was bought stands."
    if order.state == OrderState.CANCELLED and not is_back:
        return f"{order.number} is cancelled here, so it stands as it is."
    return ""


def _put(actor: User, order: Order, values: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Set what changes; why not, where the order would go out of the actor's reach."""
    for name in before:
        if name == "refund":
            continue
        if name == "lines":
            made = lines_of(order, values["lines"])
            order.amount_minor, order.margin_minor = sum(line.amount_minor for line in made), margin_of(made)
        else:
            setattr(order, name, values[name])
    order.version += 1
    if "owner_id" in before and not access.access_of(actor).may("order", Action.EDIT, order):
        return "You may not hand this order over."
    return ""


def _names(before: Mapping[str, Any], custom: Mapping[str, Any]) -> list[str]:
    names = [SAID.get(name, name) for name in before if name != "custom"]
    return names + (changed_names(before["custom"], custom) if "custom" in before else [])


def _write(
    edited: Sequence[tuple[Order, list[str], dict[str, Any]]], given: Mapping[int, dict[str, Any]]
) -> None:
    orders = [order for order, _, _ in edited]
    inspection = inspecting.begin("order", [order.pk for order in orders])
    names = [name.removesuffix("_id") for name in FIELDS]
    Order.objects.bulk_update(
        orders, [*names, "amount_minor", "margin_minor", "custom", "version"], batch_size=500
    )
    anew = [order for order, _, before in edited if "lines" in before]
    gone = OrderLine.objects.filter(order__in=[order.pk for order in anew])
    gone._raw_delete(gone.db)
    OrderLine.objects.bulk_create(
        [line for order in anew for line in lines_of(order, given[order.pk]["lines"])], batch_size=2_000
    )
    claim_many("order", {order.pk: order.custom for order, _, before in edited if "custom" in before})
    inspecting.require(inspection, {order.pk: said for order, said, _ in edited})


def _give_back(
    edited: Sequence[tuple[Order, list[str], dict[str, Any]]],
    given: Mapping[int, dict[str, Any]],
    kept: Mapping[int, Kept],
) -> list[Dated]:
    """Write the refunds, or take them back; what undoing needs goes to what was there before."""
    changing = [
        (order, before, given[order.pk]["refund"]) for order, _, before in edited if "refund" in before
    ]
    undo_refunds([made for _, _, made in changing if not isinstance(made, PastRefund)])
    rows = [(order, refund) for order, _, refund in changing if isinstance(refund, PastRefund)]
    facts, ids = bring_refunds(rows, kept)
    for order, before, _ in changing:
        before["refund"] = ids.get(order.pk)
    return facts
