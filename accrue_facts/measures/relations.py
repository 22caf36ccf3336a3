"""The relations that measures add up, as Ibis expressions on the facts tables: the same on every engine.

Each is a function of the tables and the dimensions asked for, so that no table is joined for nothing. Times are in
UTC, money in the base currency at the rate of its day; an amount in a currency without a rate is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import ibis
from ibis import _

type Table = Any
type Wanted = frozenset[str]
type Keep = Callable[[str, Callable[[], Table]], Table]

PEOPLE = ("country", "segment", "source")
YEAR = 365
MONTHS = {
    "deal_months": frozenset({"team"}),
    "task_months": frozenset({"team", "kind"}),
    "touch_months": frozenset({"channel", "kind", "campaign"}),
}
"""Relations of distinct months, with the dimensions that make them distinct: they differ with what is asked for."""


@dataclass(frozen=True)
class Tables:
    """Facts tables of one engine by name (only those that are there), with every column of the schema.

    `base` is the base currency, `margin_rate` what an order without a margin contributes of its amount. `keep` works
    a relation out, once, and gives back the table that now holds it; without it each question works it out anew.
    """

    held: dict[str, Table]
    base: str = "EUR"
    margin_rate: float | None = None
    keep: Keep | None = None
    _made: dict[tuple[str, Wanted], Table] = field(default_factory=dict, repr=False)

    def relation(self, name: str, wanted: Wanted) -> Table:
        """With the dimensions wanted; one that is kept has all of them, so that it serves every question."""
        if name in MONTHS:
            wanted = wanted & MONTHS[name]
        elif self.keep:
            wanted = frozenset(PEOPLE)
        key = (name, wanted)
        if key not in self._made:
            make = partial(RELATIONS[name], self, wanted)
            self._made[key] = self.keep(_title(name, wanted), make) if self.keep else make()
        return self._made[key]


def orders(tables: Tables, wanted: Wanted) -> Table:
    found = tables.held["orders"]
    found = _in_base(tables, found, found.ordered_at, ("amount", "margin"))
    rate = tables.margin_rate
    margin = found.margin if rate is None else ibis.coalesce(found.margin, found.amount * rate)
    found = found.select(
        "order_id",
        "person_id",
        "amount",
        "team",
        at=found.ordered_at,
        margin=margin,
        campaign=found.campaign_id,
        is_order=ibis.coalesce(found.amount, 0.0) >= 0,
        record=found.order_id,
    )
    return _with_people(tables, found, wanted)


def customers(tables: Tables, wanted: Wanted) -> Table:
    """A row for each customer, at the first order."""
    bought = tables.relation("orders", frozenset()).filter(_.is_order)
    numbered = bought.mutate(
        place=ibis.row_number().over(ibis.window(group_by="person_id", order_by=[bought.at, bought.order_id]))
    )
    first = numbered.filter(_.place == 0).select("person_id", "at", "team")
    last = bought.aggregate(end=bought.at.max())
    every = tables.relation("orders", frozenset()).select(
        owner_of="person_id", later="at", margin="margin", counts="is_order"
    )
    year = first.join(every, first.person_id == every.owner_of)
    year = year.filter(year.later <= year.at + ibis.interval(days=YEAR))
    sums = year.group_by("person_id").aggregate(
        year_margin=year.margin.sum(),
        again=_one((year.later.truncate("D") > year.at.truncate("D")) & year.counts).max(),
    )
    sums = sums.rename(of_person="person_id")
    whole = first.left_join(sums, first.person_id == sums.of_person).cross_join(last)
    whole = whole.select(
        "person_id",
        "at",
        "team",
        "year_margin",
        is_over=whole.at + ibis.interval(days=YEAR) <= whole.end,
        came_back=whole.again == 1,
        stayed_away=whole.again != 1,
        record=whole.person_id,
    )
    return _with_people(tables, whole, wanted)


def items(tables: Tables, wanted: Wanted) -> Table:
    """A row for each product of an order: who bought it, when and in which currency as the order says, where the row does not."""
    found, of = tables.held["items"], tables.held["orders"]
    of = of.select(
        "currency", "team", of_order=of.order_id, buyer=of.person_id, ordered=of.ordered_at, campaign=of.campaign_id
    )  # fmt: skip
    both = found.left_join(of, found.order_id == of.of_order)
    both = both.mutate(
        at=ibis.coalesce(both.occurred_at, both.ordered), who=ibis.coalesce(both.person_id, both.buyer)
    )
    both = _in_base(tables, both, both.at, ("amount",))
    both = both.select("amount", "at", "team", "campaign", person_id="who", product="item", record="order_id")
    return _with_people(tables, both, wanted)


def deals(tables: Tables, wanted: Wanted) -> Table:
    found = tables.held["deals"]
    found = _in_base(tables, found, ibis.coalesce(found.closed_at, found.created_at), ("amount",))
    found = found.select(
        "deal_id",
        "person_id",
        "created_at",
        "closed_at",
        "amount",
        "team",
        "pipeline",
        "source",
        owner=found.owner_id,
        has_owner=found.owner_id.notnull(),
        has_amount=found.amount.notnull(),
        is_won=found.outcome == "won",
        is_lost=found.outcome == "lost",
        is_closed=found.outcome != "open",
        days=(_seconds(found.closed_at) - _seconds(found.created_at)) / 86400.0,
        record=found.deal_id,
    )
    return _with_people(tables, found, wanted - {"source"})


def stages(tables: Tables, wanted: Wanted) -> Table:
    """A row for each entry of a stage on the way, and whether the deal left it for a later one."""
    entered = tables.held["deal_stages"]
    order = ibis.window(group_by="deal_id", order_by=[entered.entered_at, entered.stage])
    entered = entered.mutate(
        following=entered.entered_at.lead().over(order), after=entered.entered_at.lead(2).over(order)
    )
    every = tables.relation("deals", wanted)
    entered = entered.rename(of_deal="deal_id")
    both = entered.join(every, entered.of_deal == every.deal_id)
    both = both.mutate(
        is_ending=both.following.isnull() & both.is_closed & (both.entered_at >= both.closed_at),
        into_end=both.following.notnull()
        & both.after.isnull()
        & both.is_lost
        & (both.following >= both.closed_at),
    )
    moved = (both.following.notnull() | both.is_won) & ~both.into_end
    both = both.filter(~ibis.coalesce(both.is_ending, ibis.literal(False)))
    return both.mutate(at=both.entered_at, has_moved=moved, has_left=moved | both.is_lost)


def deal_months(tables: Tables, wanted: Wanted) -> Table:
    closed = tables.relation("deals", frozenset()).filter(_.is_closed & _.has_owner & _.closed_at.notnull())
    kept = sorted({"owner", *wanted})
    return closed.select(*kept, at=closed.closed_at.truncate("M")).distinct()


def leads(tables: Tables, wanted: Wanted) -> Table:
    found = tables.held["leads"]
    found = found.select(
        "person_id",
        "team",
        "source",
        at=found.created_at,
        is_converted=found.converted_at.notnull(),
        record=found.lead_id,
    )
    return _with_people(tables, found, wanted - {"source"})


def tasks(tables: Tables, wanted: Wanted) -> Table:
    found = tables.held["tasks"]
    return found.select("user_id", "team", "kind", at=found.done_at, record=found.task_id)


def task_months(tables: Tables, wanted: Wanted) -> Table:
    found = tables.relation("tasks", frozenset())
    kept = sorted({"user_id", *wanted})
    return found.select(*kept, at=found.at.truncate("M")).distinct()


def touches(tables: Tables, wanted: Wanted) -> Table:
    found = tables.held["touches"]
    found = found.filter(ibis.coalesce(found.is_human, ibis.literal(True)))
    return found.select(
        "person_id",
        "channel",
        "kind",
        at=found.occurred_at,
        campaign=found.campaign_id,
        record=found.touch_id,
    )


def touch_months(tables: Tables, wanted: Wanted) -> Table:
    found = tables.relation("touches", frozenset())
    kept = sorted({"person_id", *wanted})
    return found.select(*kept, at=found.at.truncate("M")).distinct()


def cases(tables: Tables, wanted: Wanted) -> Table:
    found = tables.held["cases"]
    opened = _seconds(found.opened_at)
    found = found.select(
        "person_id",
        "team",
        at=found.opened_at,
        hours_to_reply=(_seconds(found.first_replied_at) - opened) / 3600.0,
        hours_to_resolve=(_seconds(found.resolved_at) - opened) / 3600.0,
        is_replied=found.first_replied_at.notnull(),
        is_resolved=found.resolved_at.notnull(),
        record=found.case_id,
    )
    return _with_people(tables, found, wanted)


def surveys(tables: Tables, wanted: Wanted) -> Table:
    found = tables.held["surveys"]
    found = found.select(
        "person_id",
        at=found.answered_at,
        side=_one(found.score >= 9) - _one(found.score <= 6),
        is_nps=found.kind == "nps",
        is_csat=found.kind == "csat",
        is_satisfied=found.score >= 4,
        record=found.response_id,
    )
    return _with_people(tables, found, wanted)


def media(tables: Tables, wanted: Wanted) -> Table:
    """What winning customers cost: campaigns, and costs of media that belong to no campaign with a cost and a day."""
    priced = spent = None
    if "campaigns" in tables.held:
        priced = tables.held["campaigns"]
        priced = priced.filter(priced.cost.notnull() & priced.started_at.notnull())
        priced = priced.select(
            amount="cost", at="started_at", campaign="campaign_id", record=priced.campaign_id
        )
    if "costs" in tables.held:
        found = tables.held["costs"]
        found = _in_base(tables, found, found.incurred_at, ("amount",)).filter(_.category == "media")
        spent = found.select("amount", at=found.incurred_at, campaign=found.campaign_id, record=found.cost_id)
    if priced is None or spent is None:
        return spent if priced is None else priced
    named = priced.select(named="campaign").distinct()
    return spent.anti_join(named, spent.campaign == named.named).union(priced)


def adoption(tables: Tables, wanted: Wanted) -> Table:
    found = tables.held["adoption"]
    return found.select(at=found.adopted_at.cast("timestamp"), record=found.unit)


RELATIONS: dict[str, Callable[[Tables, Wanted], Table]] = {
    one.__name__: one
    for one in (
        orders, customers, items, deals, stages, deal_months, leads, tasks, task_months, touches, touch_months, cases,
        surveys, media, adoption,
    )
}  # fmt: skip


def _seconds(moment: Any) -> Any:
    """Whole ones since 1970: some engines keep a fraction in epoch_seconds, others have none."""
    return moment.epoch_seconds().cast("float64").floor()


def _title(name: str, wanted: Wanted) -> str:
    return "_".join(["made", name, *(sorted(wanted) if name in MONTHS else ())])


def _one(condition: Any) -> Any:
    return ibis.cases((condition, 1), else_=0)


def _with_people(tables: Tables, found: Table, wanted: Wanted) -> Table:
    """The dimensions that belong to the person, joined only when asked for."""
    asked = sorted(wanted & set(PEOPLE))
    if not asked:
        return found
    if "people" not in tables.held:
        return found.mutate(**{name: ibis.null("string") for name in asked})
    known = tables.held["people"].select("person_id", *asked).rename(known_id="person_id")
    return found.left_join(known, found.person_id == known.known_id).drop("known_id")


def _in_base(tables: Tables, found: Table, at: Any, columns: tuple[str, ...]) -> Table:
    """Money in the base currency, at the last rate on or before the day."""
    if "rates" not in tables.held:
        is_base = found.currency.isnull() | (found.currency == tables.base)
        return found.mutate(**{name: ibis.cases((is_base, found[name])) for name in columns})
    rates = tables.held["rates"]
    order = ibis.window(group_by="currency", order_by=rates.day)
    rates = rates.select(rate_of="currency", since="day", rate="rate", until=rates.day.lead().over(order))
    found = found.mutate(rated_at=at)
    both = found.left_join(
        rates,
        [
            found.currency == rates.rate_of,
            found.rated_at >= rates.since,
            rates.until.isnull() | (found.rated_at < rates.until),
        ],
    )
    is_base = both.currency.isnull() | (both.currency == tables.base)
    in_base = {
        name: ibis.cases(
            (is_base, both[name]), else_=((both[name] * both.rate).cast("decimal(24, 2)").cast("float64"))
        )
        for name in columns
    }
    return both.mutate(**in_base).select(*found.columns)
