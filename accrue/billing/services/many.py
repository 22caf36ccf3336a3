"""Changing many orders at once: whose they are, and custom fields. What was bought stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.billing.models import Order
from accrue.events.catalogue import OrderEdited
from accrue.events.services import record_many
from accrue.filters.custom.writing import Given, changed_names, claim_many, merged_many
from accrue.filters.editing import Changed, Outcome
from accrue.filters.putting_away import GONE
from accrue.standards import inspecting

BATCH = 500


@transaction.atomic
def change_orders(*, actor: User, changes: Mapping[int, Mapping[str, Any]]) -> dict[int, Outcome]:
    """Change `owner_id` and `{"custom": {key: value}}` of orders by id; for each what was replaced, or why it was not.

    The team that sold an order stays, so that what was measured of teams stays true. Whether the actor may see the
    owners is for the caller to ask. Raises Forbidden for a field the actor may not write.
    """
    found: dict[int, Outcome] = {}
    names: dict[int, list[str]] = {}

    def write(ids: Collection[int]) -> Mapping[int, Collection[str]]:
        nonlocal found, names
        found, names = _written(actor, {pk: changes[pk] for pk in ids})
        return names

    refused = inspecting.written_within_rules("order", list(changes), write)
    record_many((OrderEdited(order_id=pk, fields=said) for pk, said in names.items()), actor=actor)
    return found | refused


def _written(
    actor: User, changes: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, Outcome], dict[int, list[str]]]:
    """What became of each order, and the names of what changed."""
    wanted = Order.objects.filter(pk__in=changes)
    orders = list(wanted.order_by("pk").select_for_update(no_key=True, of=("self",)))
    editable = set(access.visible(actor, wanted, Action.EDIT).values_list("pk", flat=True))
    rows = [Given(changes[one.pk].get("custom") or {}, one.custom, one.pk) for one in orders]
    held = access.access_of(actor)
    found: dict[int, Outcome] = dict.fromkeys(changes, GONE)
    names: dict[int, list[str]] = {}
    kept = []
    for order, (custom, faults) in zip(orders, merged_many(actor, "order", rows), strict=True):
        values = {name: v for name, v in changes[order.pk].items() if name != "custom"} | {"custom": custom}
        before = {name: getattr(order, name) for name, v in values.items() if getattr(order, name) != v}
        for name in before:
            setattr(order, name, values[name])
        if order.pk not in editable:
            found[order.pk] = "You may not change this record."
        elif faults:
            found[order.pk] = inspecting.Refused.because(faults)
        elif "owner_id" in before and not held.may("order", Action.EDIT, order):
            found[order.pk] = "You may not hand this order over."
        else:
            order.version += bool(before)
            found[order.pk] = Changed(before, order.version)
            if before:
                kept.append(order)
                names[order.pk] = _said(before, custom)
    Order.objects.bulk_update(kept, ["owner", "custom", "version"], batch_size=BATCH)
    claim_many("order", {order.pk: order.custom for order in kept})
    return found, names


def _said(before: Mapping[str, Any], custom: Mapping[str, Any]) -> list[str]:
    names = ["owner"] * ("owner_id" in before)
    return names + (changed_names(before["custom"], custom) if "custom" in before else [])
