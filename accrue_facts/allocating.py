"""How rules of attribution would share the orders of the period out to channels, beside what was measured."""

from __future__ import annotations

from dataclasses import replace

from accrue_facts.draft import Draft, Frame
from accrue_facts.journeys import Asked, journeys_from_facts
from accrue_facts.tables import Facts, Table
from accrue_facts.values import Allocation, ChannelShare
from accrue_facts.worth import Worth, orders_worth
from accrue_stats.attribution.allocate import allocate

RULES = ("last", "linear", "markov")
MEANING = (
    "Allocation shares out what happened: every order after a touch is given to the touches before it, also those of people "
    "who would have bought anyway. The measured lines say what would not have happened without. So the two need not agree, "
    "allocation carries no money, and they are never added."
)


def allocation_of(frame: Frame, counted: list[Draft]) -> Allocation | None:
    """Shares of the orders of the period by the touches in it; None without touches, or without an order after one."""
    touches, orders = frame.facts.get("touches"), frame.facts.get("orders")
    if touches is None or orders is None:
        return None
    inside = _inside(frame, touches, "occurred_at"), _inside(frame, orders, "ordered_at")
    if not all(one.rows for one in inside):
        return None
    tables = {**frame.facts.tables, "touches": inside[0], "orders": inside[1]}
    facts = Facts(frame.facts.source, tables, frame.facts.settings, frame.facts.has_programme)
    met = journeys_from_facts(facts, Asked(source="orders"))
    if met.found is None:
        return None
    found = allocate(met.found, RULES)
    if not set(RULES) <= set(found.credit):
        return None
    shares = [found.credit[rule] / found.credit[rule].sum() for rule in RULES]
    channels = [
        ChannelShare(name, float(last), float(linear), float(markov))
        for name, last, linear, markov in zip(found.channels, *shares, strict=True)
    ]
    return Allocation(
        orders=int(found.conversions + met.unmet),
        after_touch=int(found.conversions),
        measured_share=_measured(replace(frame, facts=facts), counted),
        channels=tuple(sorted(channels, key=lambda one: (-one.linear, one.channel))),
        meaning=MEANING,
    )


def _inside(frame: Frame, table: Table, column: str) -> Table:
    return table.where(frame.span.holds(table.times(column)))


def _measured(frame: Frame, counted: list[Draft]) -> float | None:
    """What part of the margin of these orders the lines of grade A and B found to have been caused."""
    worth = orders_worth(frame)
    measured = [draft.line.value or 0.0 for draft in counted if draft.line.evidence == "measured"]
    if not isinstance(worth, Worth) or not measured or worth.money.sum() <= 0:
        return None
    return sum(measured) / float(worth.money.sum())
