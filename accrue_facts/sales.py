"""`accrue measure sales`: win rate, deal size, time to win and stages, before and after; how good forecasts were."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from accrue_facts.answers import Answer, estimate
from accrue_facts.complaint import error_of
from accrue_facts.currency import DEFAULT, converter
from accrue_facts.cut import Cut
from accrue_facts.deal_cycle import CAUSES, DAY
from accrue_facts.stages import StageRate, stage_rates
from accrue_facts.tables import Days, Facts, Flags, Floats, Ints, Table
from accrue_stats.estimate import Estimate
from accrue_stats.forecasts import ForecastAccuracy
from accrue_stats.holdout.ratio import ratio_difference, ratio_of_means
from accrue_stats.shares import newcombe, wilson
from accrue_stats.survival.median_cycle import median_cycle

TABLES = ("deals", "deal_stages", "rates")
MEANING = "A change between two periods, with all that changed meanwhile in it; not an effect of the CRM."
NO_CUT = "Say with --go-live, or in programme.toml, where to cut before from after."


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of all deals, of both periods, and its change; None where there is nothing to make it of."""

    all: Estimate | None
    before: Estimate | None = None
    after: Estimate | None = None
    change: Estimate | None = None
    deals: tuple[int, int, int] = (0, 0, 0)

    @property
    def answer(self) -> Answer:
        counts = dict(zip(("all", "before", "after"), self.deals, strict=True))
        names = ("all", "before", "after", "change")
        return {name: estimate(getattr(self, name)) for name in names} | {"deals": counts}


@dataclass(frozen=True, slots=True, eq=False)
class Sales:
    """`horizon` in days: both cycles are medians of what is won within it."""

    cut: Cut | None
    currency: str
    win_rate: Compared
    deal_size: Compared
    cycle: Compared
    horizon: float | None
    stages: tuple[StageRate, ...]
    forecast: ForecastAccuracy | None
    level: float
    undefined: dict[str, str] = field(default_factory=dict)

    @property
    def answer(self) -> Answer:
        """`accrue measure sales --json`."""
        f = self.forecast
        return {
            "go_live": self.cut.go_live.isoformat() if self.cut else None,
            "currency": self.currency,
            "win_rate": self.win_rate.answer,
            "deal_size": self.deal_size.answer,
            "cycle_days": self.cycle.answer | {"horizon": self.horizon},
            "stages": [stage.answer for stage in self.stages],
            "forecast": None
            if f is None
            else {
                "periods": f.periods,
                "mape": f.mape,
                "wape": f.wape,
                "bias": f.bias,
                "mean_error": estimate(f.mean_error),
                "coverage": estimate(f.coverage),
            },
            "meaning": MEANING,
            "level": self.level,
            "undefined": self.undefined,
            "refused": None,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Deals:
    """One entry a deal: when, how it ended (0 open, 1 won, 2 lost), and its amount in one currency."""

    created: Days
    closed: Days
    cause: Ints
    amount: Floats


def measure_sales(facts: Facts, cut: Cut | None, forecast: ForecastAccuracy | None, *, level: float) -> Sales:
    """All deals, and before and after where there is a cut. FactsError for a deal closed before it was created."""
    table = facts.tables["deals"]
    currency, deals = _deals(facts, table)
    told: dict[str, str] = {}
    if cut is None:
        told["change"] = NO_CUT
    stages = facts.get("deal_stages")
    if stages is None:
        told["stages"] = "There is no table deal_stages."
    if forecast is None:
        told["forecast"] = "Give --forecasts FILE.csv with period, actual and forecast."
    cycle, horizon = _cycle(deals, cut, level)
    if cycle.all is None:
        told["cycle_days"] = "No deal was won on a known day."
    rates = () if stages is None else stage_rates(table, stages, cut, level)
    return Sales(
        cut, currency, _win_rate(deals, cut, level), _size(deals, cut, level), cycle, horizon, rates, forecast, level,
        told,
    )  # fmt: skip


def _deals(facts: Facts, table: Table) -> tuple[str, Deals]:
    created = table.times("created_at")
    closed = (
        table.times("closed_at")
        if table.has("closed_at")
        else np.full(table.rows, np.datetime64("NaT", "us"))
    )
    outcome = np.array(table.texts("outcome"), dtype=str)
    cause = np.select([outcome == name for name in CAUSES], list(CAUSES.values()), 0)
    early = np.flatnonzero((cause > 0) & (closed < created))
    if early.size:
        reason = "it was closed before it was created."
        raise error_of([table.complaint(int(early[0]), "closed_at", reason, "facts.closed_before_created")])
    money = table.numbers("amount")
    names = table.codes("currency")[0] if table.has("currency") else []
    if facts.settings.base_currency is None and len(names) <= 1:
        return next(iter(names), DEFAULT), Deals(created, closed, cause, money)
    convert = converter(facts)
    return convert.base, Deals(created, closed, cause, convert.convert(table, money, closed))


def _periods(when: Days, cut: Cut | None) -> list[Flags]:
    every = np.ones(when.size, dtype=bool)
    return [every] if cut is None else [every, cut.before(when), cut.after(when)]


def _win_rate(deals: Deals, cut: Cut | None, level: float) -> Compared:
    """Of the deals that ended in a period, the share that was won."""
    counts = [
        (int(np.count_nonzero(deals.cause[part] == 1)), int(np.count_nonzero(deals.cause[part] > 0)))
        for part in _periods(deals.closed, cut)
    ]
    shares = [wilson(*one, level) if one[1] else None for one in counts]
    change = newcombe(counts[1], counts[2], level) if cut and shares[1] and shares[2] else None
    return _compared(shares, change, [of for _, of in counts])


def _size(deals: Deals, cut: Cut | None, level: float) -> Compared:
    """The mean amount of the deals won in a period, by bootstrap-t."""
    known = (deals.cause == 1) & ~np.isnan(deals.amount)
    won = [deals.amount[part & known] for part in _periods(deals.closed, cut)]
    means = [ratio_of_means(one, np.ones(one.size), level=level) for one in won]
    change = None
    if cut and means[1] and means[2]:
        early, late = ((one, np.ones(one.size)) for one in won[1:])
        change = ratio_difference(early, late, level=level)
    return _compared(means, change, [one.size for one in won])


def _cycle(deals: Deals, cut: Cut | None, level: float) -> tuple[Compared, float | None]:
    """Days from creation to winning. What was still open at the go-live is open in the period before it."""
    dated = (deals.cause == 0) | ~np.isnat(deals.closed)
    known = np.concatenate([deals.created, deals.closed[~np.isnat(deals.closed)]])
    last = known.max()
    if cut is not None and cut.end is not None:
        last = min(last, np.datetime64(cut.end, "us") + DAY)
    groups = [_watched(deals, dated, last)]
    if cut is not None:
        launch = np.datetime64(cut.go_live, "us")
        groups += [
            _watched(deals, dated & cut.before(deals.created), launch),
            _watched(deals, dated & cut.after(deals.created), last),
        ]
    horizons = [float(days.max()) if days.size else 0.0 for days, _ in groups]
    horizon = min(horizons[1:]) if len(horizons) > 1 and min(horizons[1:]) > 0 else horizons[0]
    limits = [horizons[0], horizon, horizon]
    found = [
        median_cycle(days, cause, horizon=limit, level=level) if days.size else None
        for (days, cause), limit in zip(groups, limits, strict=False)
    ]
    return _compared(found, None, [days.size for days, _ in groups]), horizon or None


def _watched(deals: Deals, chosen: Flags, until: np.datetime64) -> tuple[Floats, Ints]:
    """Days each was watched and how it ended, as it stood at `until`."""
    created, closed, cause = deals.created[chosen], deals.closed[chosen], deals.cause[chosen]
    ended = (cause > 0) & (closed <= until)
    stop = np.where(ended, closed, until)
    days: Floats = np.floor(np.maximum((stop - created) / DAY, 0.0))
    return days, np.where(ended, cause, 0)


def _compared(found: list[Estimate | None], change: Estimate | None, counts: list[int]) -> Compared:
    if len(found) == 1:
        return Compared(found[0], deals=(counts[0], 0, 0))
    return Compared(found[0], found[1], found[2], change, (counts[0], counts[1], counts[2]))
