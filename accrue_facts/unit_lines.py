"""Lines of margin by unit: a staggered roll-out (B), or untouched donors (C)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.coins import coins_per_unit, in_coins, shared_out, to_coins
from accrue_facts.draft import Draft, Frame, checked
from accrue_facts.rollout import RolloutFound, rollout_of
from accrue_facts.series import day_number, next_start
from accrue_facts.tables import Flags, Floats, Ints
from accrue_facts.unit_panel import UnitPanel
from accrue_facts.values import Check, Figure, Grade, Line, Records, Series
from accrue_stats.compose import statement as compose
from accrue_stats.distributions import two_sided
from accrue_stats.donors.effect import DonorsEffect, donors_effect
from accrue_stats.estimate import Estimate, Refusal

ROLLOUT, DONORS = "staggered roll-out", "untouched donors"
METHOD = {
    ROLLOUT: "Units began at their own dates. In each period those that had begun are set against those that had not: the "
    "line is the change since before, less the change of the others, over all units and periods that had begun.",
    DONORS: "Units that began on one date are set against a mix of units that never did, weighted so that it ran parallel "
    "to them before (synthetic difference-in-differences). The line is what came in more than the mix would have.",
}
MANY = {
    "team": "Teams", "region": "Regions", "country": "Countries", "segment": "Segments", "product": "Products",
    "unit": "Units",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Gained:
    """`total` money in `cells` (units, periods) of the panel, `by_period` (periods,) when; `influence` of each unit."""

    total: Estimate
    cells: Flags
    by_period: Floats
    influence: Floats | None


def rollout_line(frame: Frame, panel: UnitPanel) -> Draft | tuple[Refusal, ...]:
    """The roll-out's line, or why it carries none."""
    first = counted_from(frame, panel)
    found = rollout_of(panel.panel, panel.dates, count_from=first, level=frame.level)
    if found.refusals or found.found is None:
        return found.refusals
    if found.found.total is None:
        return (
            Refusal(
                "rollout.nothing_in_period",
                "None of those that began has a whole period inside the time asked for. Choose a longer one.",
            ),
        )
    gained = _rolled_out(panel, found, first)
    result = found.found
    figures = (
        *_sizes(panel, result.design.treated, result.design.controls),
        *(
            [_figure("effect", f"Effect per {panel.what} and {found.every}", result.att)]
            if result.att
            else []
        ),
    )
    chance, before = result.permutation, result.pre_trend
    checks = [*checked(result.checks)]
    if before is not None:
        note = f"The units moved alike before adoption as far as can be told (p = {before.p:.2g})."
        checks.append(Check("pre-trend", before.chi2, before.p, before.p >= 0.10, note))
    if chance is not None:
        note = f"Dates given to other units do as well in {100 * chance.p:.1f} % of cases."
        checks.append(Check("permutation", None, chance.p, None, note))
    strong = next((h for h in result.honest if h.m == 1.0), None)
    if strong is not None:
        note = (
            "If units may drift apart as fast after as they did at most before, the effect lies between "
            f"{strong.low:,.2f} and {strong.high:,.2f}."
        )
        checks.append(Check("sensitivity to trends", None, None, None, note))
    return _draft(frame, panel, gained, found.grade or "C", ROLLOUT, figures, tuple(checks), found.warnings)


def donors_line(frame: Frame, panel: UnitPanel) -> Draft | tuple[Refusal, ...]:
    """The line of units against donors, or why it carries none."""
    p = panel.panel
    days = {unit: panel.dates.get(unit) for unit in p.units}
    at = {unit: p.position(day) for unit, day in days.items() if day is not None}
    inside = {unit: n for unit, n in at.items() if n < len(p.periods)}
    if len(set(inside.values())) != 1:
        why = (
            "They began at different times, and this design takes one date for all."
            if inside
            else "None of them began within the data."
        )
        return (Refusal("donors.dates", why),)
    before = next(iter(inside.values()))
    first = counted_from(frame, panel)
    if before and first is not None and int(p.starts[before]) < first:
        return (
            Refusal(
                "donors.period_after_go_live", "The time asked for begins after they did; ask for all of it."
            ),
        )
    if not before:
        return (
            Refusal(
                "donors.too_short", "There is no time before they began. Bring in data that begin earlier."
            ),
        )
    whole = ~np.isnan(p.values).any(axis=1)
    treated = np.array([unit in inside for unit in p.units])
    if not whole[treated].all():
        return (
            Refusal("donors.holes", "Those that began lack figures in some period. Fill the gaps first."),
        )
    rows = treated & whole
    effect = donors_effect(p.values[rows], p.values[~treated & whole], before=before, level=frame.level)
    if effect.refusals or effect.total is None or effect.path is None:
        return effect.refusals
    cells = np.zeros(p.values.shape, dtype=bool)
    cells[rows, before:] = True
    by_period = np.where(np.arange(len(p.periods)) >= before, effect.path * effect.treated, 0.0)
    gained = Gained(effect.total, cells, by_period, None)
    figures = (*_sizes(panel, effect.treated, effect.donors), *_others(effect))
    return _draft(frame, panel, gained, "C", DONORS, figures, checked(effect.checks), ())


def counted_from(frame: Frame, panel: UnitPanel) -> int | None:
    """The start of the first period that counts: the one that holds the go-live, else the first whole one inside."""
    if panel.panel.every == "number":
        return None
    start = day_number(frame.span.start)
    if frame.span.start != frame.facts.settings.go_live:
        return start
    holding = [s for s in panel.panel.starts if next_start(panel.panel.every, int(s)) > start]
    return int(holding[0]) if holding else start


def _rolled_out(panel: UnitPanel, found: RolloutFound, first: int | None) -> Gained:
    p, result = panel.panel, found.found
    assert result is not None  # noqa: S101  (the caller saw to it)
    assert result.total is not None  # noqa: S101
    offset = p.periods.index(found.periods[0])
    at = {name: i for i, name in enumerate(p.units)}
    cells = np.zeros(p.values.shape, dtype=bool)
    by_period = np.zeros(len(p.periods))
    rows = np.array([at[unit] for unit in found.units])
    for one in result.group_time:
        when = one.time + offset
        if first is None or int(p.starts[when]) >= first:
            members = rows[(found.adopted == one.adopted) & result.used]
            cells[members, when] = True
            by_period[when] += one.value * members.size
    influence = np.zeros(len(p.units))
    influence[rows] = result.total_influence
    return Gained(result.total, cells, by_period, influence)


def _draft(
    frame: Frame,
    panel: UnitPanel,
    gained: Gained,
    grade: Grade,
    design: str,
    figures: tuple[Figure, ...],
    checks: tuple[Check, ...],
    notes: tuple[str, ...],
) -> Draft:
    per_unit = coins_per_unit(frame.money.base)
    coins = to_coins(gained.total.value, per_unit)
    value = coins / per_unit
    rows = panel.rows_in(gained.cells)
    by_month = _by_month(frame, panel, gained, value)
    line = Line(
        key=f"{'rollout' if design == ROLLOUT else 'donors'}/{panel.source}/margin", name=f"Margin of {MANY[panel.what].lower()} that adopted", grade=grade,
        design=design, measure="margin", status="counted", reason=None, value=value,
        low=in_coins(gained.total.low, per_unit), high=in_coins(gained.total.high, per_unit), method=METHOD[design],
        records=_records(panel, rows, coins, per_unit), figures=figures, checks=checks, series=_series(panel, gained),
        by_month=tuple(float(m) for m in by_month),
    )  # fmt: skip
    people = frozenset(panel.people[row] for row in rows) if panel.people is not None else frozenset()
    named = zip(*np.nonzero(gained.cells), strict=True)
    return Draft(
        line, _stat(line, panel, gained, value, by_month), treated=people,
        orders=frozenset(panel.ids[row] for row in rows) if panel.people is not None else frozenset(),
        cells=frozenset((panel.panel.units[i], panel.panel.periods[j]) for i, j in named),
        names_people=panel.people is not None, rate_share=panel.rate_share, notes=(*panel.notes, *notes),
    )  # fmt: skip


def _stat(line: Line, panel: UnitPanel, gained: Gained, value: float, by_month: Floats) -> compose.Line:
    evidence = line.evidence
    if gained.influence is not None:
        units = ([(panel.what, unit) for unit in panel.panel.units], gained.influence)
        return compose.Line(line.name, value, evidence, units=units, monthly=by_month)
    total = gained.total
    se = (total.high - total.low) / 2 / two_sided(total.level)
    return compose.Line(line.name, value, evidence, se=se, monthly=by_month)


def _by_month(frame: Frame, panel: UnitPanel, gained: Gained, value: float) -> Floats:
    """The periods' gains in the statement's months; where periods are no days, evenly."""
    months = len(frame.span.months)
    periods = np.flatnonzero(gained.cells.any(axis=0))
    if panel.panel.every == "number":
        return frame.span.spread() * value
    at = frame.span.month_of(panel.panel.starts[periods].astype("datetime64[D]"))
    by_month = np.bincount(at, weights=gained.by_period[periods], minlength=months).astype(np.float64)
    share = np.bincount(at, minlength=months) / at.size
    return by_month + share * (value - float(by_month.sum()))


def _records(panel: UnitPanel, rows: Ints, coins: int, per_unit: int) -> tuple[Records, Records]:
    came = to_coins(float(panel.money[rows].sum()), per_unit)
    by_id: dict[str, float] = {}
    for row in rows:
        by_id[panel.ids[row]] = by_id.get(panel.ids[row], 0.0) + float(panel.money[row])
    ids = tuple(one for one, worth in by_id.items() if worth)
    worth = np.array([by_id[one] for one in ids])
    what, table, key = (
        ("Periods since adoption", "panel", "unit")
        if panel.source == "panel"
        else ("Orders since adoption", "orders", "order_id")
    )
    return (
        Records(what, came / per_unit, table, key, len(by_id), ids, shared_out(worth, came, per_unit)),
        Records("What was to be expected without", (coins - came) / per_unit, None, None, 0),
    )


def _series(panel: UnitPanel, gained: Gained) -> Series | None:
    """The units that adopted, added up, against what they would have been; none where they lack values."""
    p = panel.panel
    members = gained.cells.any(axis=1)
    actual = np.nansum(p.values[members], axis=0)
    after = gained.cells.any(axis=0)
    first = int(np.argmax(after))
    expected = tuple(
        float(a - g) if late else None for a, g, late in zip(actual, gained.by_period, after, strict=True)
    )
    every = p.every if p.every in ("day", "week", "month") else "month"
    none = (None,) * len(p.periods)
    return Series("margin", "money", every, p.periods, tuple(map(float, actual)), expected, none, none, first)


def _sizes(panel: UnitPanel, treated: int, controls: int) -> tuple[Figure, ...]:
    many = MANY[panel.what]
    return (
        Figure("units_treated", f"{many} that adopted", "number", float(treated)),
        Figure("units_control", f"{many} to compare with", "number", float(controls)),
    )


def _figure(name: str, label: str, found: Estimate) -> Figure:
    return Figure(name, label, "money", found.value, found.low, found.high)


def _others(effect: DonorsEffect) -> tuple[Figure, ...]:
    named = (
        ("effect", "Effect per unit and period", effect.sdid),
        ("did", "Plain difference-in-differences", effect.did),
        ("synthetic_control", "Synthetic control", effect.synthetic_control),
        ("ridge", "Ridge on donors", effect.ridge),
    )
    return tuple(_figure(name, label, found) for name, label, found in named if found is not None)
