"""Draw the statement from facts: lines, what counts, the return, and everything the page shows of it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from accrue_facts.allocating import allocation_of
from accrue_facts.cash import cash_months, flows
from accrue_facts.coins import coins_per_unit, in_coins
from accrue_facts.costs import Costs, count_costs
from accrue_facts.counting import count
from accrue_facts.currency import converter
from accrue_facts.declared import declared_drafts
from accrue_facts.draft import Draft, Frame
from accrue_facts.fingerprint import fingerprint
from accrue_facts.holdout import holdout_drafts
from accrue_facts.ladder import margin_drafts
from accrue_facts.missing import missing_from
from accrue_facts.programme import Settings
from accrue_facts.projection import project
from accrue_facts.reading import read_facts
from accrue_facts.savings import savings_drafts
from accrue_facts.sensitivity import sensitivities, tornado
from accrue_facts.span import span_of
from accrue_facts.tables import Facts
from accrue_facts.unit_costs import unit_costs
from accrue_facts.values import (
    Bin,
    CostLine,
    Interval,
    Line,
    Programme,
    Refused,
    Share,
    Statement,
    Step,
    Undefined,
)
from accrue_stats.compose import statement as stats
from accrue_stats.compose.statement import Composition, compose
from accrue_stats.estimate import Estimate
from accrue_stats.ledger import ledger_return

SEED = 20260101
TABLES = (
    "orders",
    "items",
    "people",
    "experiments",
    "outcomes",
    "series",
    "panel",
    "adoption",
    "deals",
    "tasks",
    "touches",
    "costs",
    "rates",
)
"""The tables every statement is made of; `tables_of` adds those that only some settings make use of."""


def tables_of(settings: Settings) -> tuple[str, ...]:
    return TABLES if settings.cost_per_case is None else (*TABLES, "cases")


def draw(
    facts: Path | Facts,
    *,
    start: str | date | None = None,
    end: str | date | None = None,
    level: float = 0.90,
    seed: int = SEED,
) -> Statement:
    """What the CRM returned, from facts (a folder or tables), between `start` and `end` (ISO days, both inside).

    Without them from the go-live (else the first fact) to the last fact. The same facts, period, level and seed give
    the same statement, to the last bit. FactsError names file, row and column of what cannot be used.
    """
    found = read_facts(facts, tables_of(read_facts(facts, ()).settings)) if isinstance(facts, Path) else facts
    span = span_of(found, start, end)
    frame = Frame(found, span, converter(found), level)
    holdouts, notes = holdout_drafts(frame)
    holdouts = count(holdouts)
    lines = [*holdouts, *margin_drafts(frame, holdouts), *savings_drafts(frame), *declared_drafts(frame)]
    drafts = count(lines)
    costs = count_costs(found.tables["costs"], frame.money, span) if found.has("costs") else None
    return _compose(frame, drafts, costs, notes, seed)


def _compose(
    frame: Frame, drafts: list[Draft], costs: Costs | None, notes: list[str], seed: int
) -> Statement:
    per_unit = coins_per_unit(frame.money.base)
    settings = frame.facts.settings
    counted = [d for d in drafts if d.line.status == "counted"]
    cost = None if costs is None else costs.coins / per_unit
    rate = settings.discount_rate or 0.0
    cash = flows(frame.span, [d.stat.monthly for d in counted if d.stat], costs)
    result = None
    if counted:
        result = compose(
            [_padded(d.stat, cash.before) for d in counted if d.stat], cost or 0.0, level=frame.level, seed=seed,
            monthly_cost=cash.spent, annual_discount_rate=rate,
        )  # fmt: skip
        result = _with_own_interval(_to_coins(result, per_unit), [d.line for d in counted], cost or 0.0)
    undefined = _undefined(result, cost, counted)
    lines = tuple(d.line for d in drafts)
    benefit = None if result is None else _money(result.benefit, per_unit)
    net = None if result is None or cost is None else _money(result.net_return, per_unit)
    irr = _from_cash(result, cost, "irr")
    spent = () if costs is None else costs.lines
    return Statement(
        currency=frame.money.base,
        level=frame.level,
        period=frame.span.as_value(),
        programme=_programme(frame, rate),
        roi_percent=None if result is None or not cost else _interval(result.roi_percent),
        net_return=net,
        cost_to_benefit=None if result is None or not cost else _interval(result.cost_to_benefit),
        benefit=benefit,
        cost=cost,
        probability_positive=None if result is None or cost is None else result.probability_positive,
        npv=None
        if net is None or result is None or result.cash is None
        else _money(result.cash.npv, per_unit),
        irr=irr,
        payback_years=_from_cash(result, cost, "payback_years"),
        discounted_payback_years=_from_cash(result, cost, "discounted_payback_years"),
        share=_share(result),
        roi_percent_measured_only=None
        if result is None or not cost
        else _interval(result.roi_percent_measured_only),
        roi_percent_correlated=None
        if result is None or not cost
        else _interval(result.roi_percent_correlated),
        lines=lines,
        costs=spent,
        cash=cash_months(cash, per_unit),
        density=_density(result, cost),
        waterfall=_waterfall(lines, spent, benefit, net),
        projection=project(frame, benefit, costs, rate),
        refused=_refused(drafts, undefined),
        undefined=undefined,
        missing=missing_from(frame.facts),
        notes=_notes(frame, drafts, costs, notes),
        fingerprint=fingerprint(frame.facts),
        seed=seed,
        draws=0 if result is None else result.draws,
        versions=_versions(),
        sensitivity=sensitivities(
            counted, spent, net, margin_rate=settings.margin_rate, discount_rate=rate, irr=irr
        ),
        tornado=tornado(counted, spent, benefit, cost, margin_rate=settings.margin_rate),
        unit_costs=unit_costs(frame, cost),
        allocation=allocation_of(frame, counted),
    )


def _with_own_interval(result: Composition, counted: list[Line], cost: float) -> Composition:
    """Where only one line is uncertain the benefit's interval is that line's own, moved; draws only come near it."""
    measured = [line for line in counted if line.evidence == "measured"]
    benefit = _moved(result.benefit, counted)
    roi = None if result.roi_percent is None else _moved_roi(benefit, cost)
    alone = result.roi_percent_measured_only
    if alone is not None:
        whole = Estimate(sum(line.value or 0.0 for line in measured), 0.0, 0.0, benefit.level)
        own = _own_bounds(measured)
        alone = alone if own is None else _moved_roi(replace(whole, low=own[0], high=own[1]), cost)
    net = replace(result.net_return, low=benefit.low - cost, high=benefit.high - cost)
    ratio = result.cost_to_benefit
    if ratio is not None:
        ratio = replace(
            ratio, low=cost / benefit.high, high=cost / benefit.low if benefit.low > 0 else math.inf
        )
    return replace(
        result,
        benefit=benefit,
        net_return=net,
        roi_percent=roi,
        cost_to_benefit=ratio,
        roi_percent_measured_only=alone,
    )


def _own_bounds(lines: list[Line]) -> tuple[float, float] | None:
    uncertain = [line for line in lines if line.low is not None and line.high is not None]
    if len(uncertain) != 1:
        return None
    one = uncertain[0]
    sure = math.fsum(line.value or 0.0 for line in lines if line is not one)
    return sure + (one.low or 0.0), sure + (one.high or 0.0)


def _moved(whole: Estimate, lines: list[Line]) -> Estimate:
    own = _own_bounds(lines)
    return whole if own is None else replace(whole, low=own[0], high=own[1])


def _moved_roi(benefit: Estimate, cost: float) -> Estimate:
    value, low, high = (
        ledger_return(b, cost).roi_percent or 0.0 for b in (benefit.value, benefit.low, benefit.high)
    )
    return Estimate(value, low, high, benefit.level)


def _to_coins(result: Composition, per_unit: int) -> Composition:
    """The benefit in whole coins, so that what is shown of it is what it was computed with."""
    benefit = result.benefit
    value, low, high = (in_coins(x, per_unit) for x in (benefit.value, benefit.low, benefit.high))
    return replace(result, benefit=replace(benefit, value=value, low=low, high=high))


def _padded(stat: stats.Line, before: int) -> stats.Line:
    monthly = np.zeros(0) if stat.monthly is None else stat.monthly
    return replace(stat, monthly=np.concatenate([np.zeros(before), monthly]))


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _interval(found: Estimate | None) -> Interval | None:
    return None if found is None else Interval(found.value, _bound(found.low), _bound(found.high))


def _money(found: Estimate, per_unit: int) -> Interval:
    return Interval(
        in_coins(found.value, per_unit), in_coins(found.low, per_unit), in_coins(found.high, per_unit)
    )


def _from_cash(result: Composition | None, cost: float | None, name: str) -> Interval | None:
    if result is None or not cost or result.cash is None:
        return None
    found = getattr(result.cash, name)
    return _interval(found)


def _share(result: Composition | None) -> Share | None:
    if result is None:
        return None
    return Share(result.share["measured"], result.share["modelled"], result.share["declared"])


def _density(result: Composition | None, cost: float | None) -> tuple[Bin, ...]:
    """Of the net return; compose draws it as ROI where there is a cost."""
    if result is None or cost is None:
        return ()
    scale = cost / 100 if result.density.measure == "roi_percent" else 1.0
    edges = result.density.edges * scale
    if not np.all(np.diff(edges) > 0):
        return ()  # narrower than numbers of this size can tell apart
    return tuple(
        Bin(float(edges[i]), float(edges[i + 1]), float(s)) for i, s in enumerate(result.density.shares)
    )


def _waterfall(
    lines: tuple[Line, ...], costs: tuple[CostLine, ...], benefit: Interval | None, net: Interval | None
) -> tuple[Step, ...]:
    if benefit is None:
        return ()
    gains = [
        Step(line.key, line.name, line.value or 0.0, line.low, line.high, "gain", line.evidence)
        for line in lines
        if line.status == "counted"
    ]
    whole = Step("benefit", "Benefit", benefit.value, benefit.low, benefit.high, "sub", None)
    spent = [Step(f"cost/{c.category}", c.label, -c.amount, None, None, "cost", None) for c in costs]
    last = [] if net is None else [Step("net", "Net return", net.value, net.low, net.high, "net", None)]
    return (*gains, whole, *spent, *last)


def _undefined(result: Composition | None, cost: float | None, counted: list[Draft]) -> tuple[Undefined, ...]:
    if result is None:
        return (Undefined("benefit", "No line counts, so there is no benefit to state."),)
    if cost is None:
        reason = "Undefined: the table costs is missing, so what the CRM cost is not known."
        return (Undefined("roi_percent", reason), Undefined("cost_to_benefit", reason))
    told = []
    if cost <= 0:
        reason = (
            "Undefined: the cost in this period is 0." if cost == 0 else "Undefined: the cost is below 0."
        )
        told += [Undefined("roi_percent", reason), Undefined("cost_to_benefit", reason)]
    elif result.cost_to_benefit is None:
        told.append(
            Undefined(
                "cost_to_benefit", "Undefined: the benefit is not above 0, so no cost is covered by it."
            )
        )
    if result.cash is not None and cost > 0:
        told += _undefined_cash(result)
    if not any(d.line.grade in ("A", "B") for d in counted):
        told.append(Undefined("roi_percent_measured_only", "No counted line is of grade A or B."))
    return tuple(told)


def _undefined_cash(result: Composition) -> list[Undefined]:
    cash, told = result.cash, []
    assert cash is not None  # noqa: S101  (the caller saw to it)
    if cash.irr is None:
        told.append(Undefined("irr", "Undefined: the monthly cash does not change its sign exactly once."))
    if cash.payback_years is None:
        told.append(Undefined("payback_years", "What was spent has not come back by the end of the period."))
    if cash.discounted_payback_years is None:
        reason = "What was spent has not come back, at its present value, by the end of the period."
        told.append(Undefined("discounted_payback_years", reason))
    return told


def _refused(drafts: list[Draft], undefined: tuple[Undefined, ...]) -> tuple[Refused, ...]:
    lines = [one for draft in drafts for one in draft.refusals]
    whole = [
        Refused(f"roi.{one.figure}_undefined", one.reason, None)
        for one in undefined
        if one.figure in ("benefit", "roi_percent", "cost_to_benefit")
    ]
    return (*lines, *whole)


def _programme(frame: Frame, rate: float) -> Programme:
    s = frame.facts.settings
    return Programme(
        currency=frame.money.base,
        go_live=s.go_live.isoformat() if s.go_live else None,
        baseline=(s.baseline[0].isoformat(), s.baseline[1].isoformat()) if s.baseline else None,
        horizon_months=s.horizon_months,
        discount_rate=rate,
        margin_rate=s.margin_rate,
        loaded_hourly_rate=s.loaded_hourly_rate,
    )


def _notes(frame: Frame, drafts: list[Draft], costs: Costs | None, notes: list[str]) -> tuple[str, ...]:
    told = [*notes, *(note for draft in drafts for note in draft.notes)]
    if costs is not None:
        told += costs.notes
    if frame.facts.settings.discount_rate is None:
        told.append("programme.toml names no discount_rate, so present values are taken at 0 %.")
    told += _conversions(frame)
    return tuple(dict.fromkeys(told))


def _conversions(frame: Frame) -> list[str]:
    told = []
    for name in ("orders", "outcomes", "costs"):
        if not frame.facts.has(name, "currency"):
            continue
        names, codes = frame.facts.tables[name].codes("currency")
        foreign = [code for code, one in enumerate(names) if one != frame.money.base]
        if foreign:
            rows = int(np.isin(codes, foreign).sum())
            listed = ", ".join(names[code] for code in foreign)
            told.append(
                f"{rows:,} of the {name} are in {listed}; converted to {frame.money.base} at the day's rate."
            )
    return told


def _versions() -> tuple[tuple[str, str], ...]:
    found = []
    for package in ("accrue-crm", "numpy", "scipy"):
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            found.append((package, "unknown"))
    return tuple(found)
