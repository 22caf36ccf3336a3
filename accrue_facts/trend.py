"""The trend line: margin since go-live against what trend, season and perhaps a control led to expect (D, C)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from accrue_facts.coins import coins_per_unit, in_coins, shared_out, to_coins
from accrue_facts.draft import Draft, Frame, refused
from accrue_facts.series import Kpi, day_number, day_of, measures, orders_kpi, series_kpi
from accrue_facts.tables import Floats, Ints
from accrue_facts.values import Figure, Line, Records, Refused, Series
from accrue_facts.worth import Worth
from accrue_stats.compose import statement as compose
from accrue_stats.distributions import normal_quantile, two_sided
from accrue_stats.estimate import Estimate, Refusal
from accrue_stats.timeline.effect import TimelineEffect, timeline_effect

DRAWS = 20_000
MONEY_MEASURES = ("margin", "revenue")
METHOD = {
    "D": "The periods before go-live, with their trend, season and drift, were carried on past it. The line is what came "
    "in more than that. Nothing tells it from anything else that changed at go-live.",
    "C": "The periods before go-live, with their trend, season, drift and their relation to the control series, were "
    "carried on past it. The line is what came in more than that.",
}
DESIGN = {"D": "trend and season", "C": "control series"}


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A money measure by period: `kpi` in money, the table and key of its records, `ids` and `worth` by row.
    `rate_share`: see `Worth`."""

    kpi: Kpi
    table: str
    key: str
    ids: list[str]
    worth: Floats
    rate_share: float | None = 0.0


def orders_trend(frame: Frame, worth: Worth | str) -> Draft:
    """The timeline of orders' margin by weeks; refused with the reason where what they are worth is not known."""
    if isinstance(worth, str):
        return _without_rate("orders", "margin", worth)
    go_live = _go_live(frame)
    end = frame.span.end if frame.span.is_end_asked else None
    kpi = orders_kpi("margin", worth.moments, worth.money, go_live=go_live, end=end, every="week")
    ids = [str(one) for one in worth.orders.texts("order_id")]
    return trend_draft(frame, Source(kpi, "orders", "order_id", ids, worth.money, worth.rate_share))


def series_trends(frame: Frame) -> list[Source | Draft]:
    """The money measures of the table series; none without a go-live."""
    table = frame.facts.get("series")
    if table is None or frame.facts.settings.go_live is None:
        return []
    found: list[Source | Draft] = []
    for measure in [m for m in MONEY_MEASURES if m in measures(table)]:
        rate = 1.0 if measure == "margin" else frame.facts.settings.margin_rate
        if rate is None:
            found.append(_without_rate("series", measure, "it is revenue"))
            continue
        kpi = series_kpi(table, measure).until(day_number(frame.span.end))
        money = replace(kpi, values=kpi.values * rate)
        ids = [str(one) for one in table.texts("period")]
        share = float(measure == "revenue")
        found.append(Source(money, "series", "period", ids, table.numbers("value") * rate, share))
    return found


def _go_live(frame: Frame) -> date:
    go_live = frame.facts.settings.go_live
    assert go_live is not None  # noqa: S101  (whoever asks for a trend saw to it)
    return go_live


def _name(table: str) -> str:
    return "Margin of orders since go-live" if table == "orders" else "Margin of the series since go-live"


def _blank(table: str, measure: str, grade: str, reason: str) -> Line:
    return Line(
        key=f"trend/{table}/{measure}", name=_name(table), grade="C" if grade == "C" else "D", design=DESIGN[grade],
        measure=measure, status="refused", reason=reason, value=None, low=None, high=None, method=METHOD[grade],
    )  # fmt: skip


def _without_rate(table: str, measure: str, what: str) -> Draft:
    name, reason = _name(table), f"{what[0].upper()}{what[1:]}, and programme.toml names no margin_rate."
    return Draft(_blank(table, measure, "D", reason), None, (Refused("roi.no_margin_rate", reason, name),))


def trend_draft(frame: Frame, source: Source) -> Draft:
    """The line of `source`: C with its control, D without."""
    go_live = _go_live(frame)
    kpi, grade = source.kpi, "D" if source.kpi.control is None else "C"
    name = _name(source.table)
    found, refusals = measured(kpi, day_number(go_live), level=frame.level)
    if frame.span.start > go_live:
        reason = (
            f"It is measured from the go-live, {go_live}; the period begins later, on {frame.span.start}."
        )
        refusals = (*refusals, Refusal("timeline.period_after_go_live", reason))
    line = _blank(source.table, kpi.measure, grade, " ".join(r.reason for r in refusals))
    if refusals or found is None or found.total is None:
        return Draft(line, None, refused(name, refusals), notes=_notes(kpi))
    return _worth(frame, line, source, found, kpi.first_after(day_number(go_live)))


def measured(kpi: Kpi, go_live: int, *, level: float) -> tuple[TimelineEffect | None, tuple[Refusal, ...]]:
    """The effect of `go_live` on `kpi`, or why there is none."""
    first = kpi.first_after(go_live)
    post = kpi.values.size - first
    if kpi.gap:
        return None, (Refusal("timeline.gap", f"The periods of {kpi.measure} are not complete: {kpi.gap}."),)
    if not 1 <= post < kpi.values.size:
        side = "after" if post < 1 else "before"
        return None, (Refusal("timeline.no_periods", f"There is no whole {kpi.every} {side} the go-live."),)
    if kpi.control is not None and np.isnan(kpi.control).any():
        return None, (Refusal("timeline.control_gap", "The control series lacks a value in some periods."),)
    found = timeline_effect(kpi.values, post, season=kpi.season, control=kpi.control, level=level)
    return found, found.refusals


def _worth(frame: Frame, blank: Line, source: Source, found: TimelineEffect, first: int) -> Draft:
    kpi, total = source.kpi, found.total
    assert total is not None  # noqa: S101  (the caller saw to it)
    per_unit = coins_per_unit(frame.money.base)
    coins = to_coins(total.value, per_unit)
    value = coins / per_unit
    by_month = _by_month(frame, kpi, found, first, value)
    line = Line(
        key=blank.key, name=blank.name, grade=blank.grade, design=blank.design, measure=blank.measure,
        status="counted", reason=None, value=value, low=in_coins(total.low, per_unit),
        high=in_coins(total.high, per_unit), method=blank.method, figures=_figures(found),
        records=_records(source, first, coins, per_unit), series=chart(kpi, found, first, "money"),
        by_month=tuple(float(m) for m in by_month),
    )  # fmt: skip
    draws = _draws(total, frame.level)
    stat = compose.Line(line.name, value, "modelled", draws=draws, monthly=by_month)
    return Draft(line, stat, rate_share=source.rate_share, notes=_notes(kpi))


def _draws(total: Estimate, level: float) -> Floats:
    """Possible totals: two halves of a normal with the interval's own ends and, where such a one exists, its mean."""
    q = two_sided(level)
    k = 1 / (math.sqrt(2 * math.pi) * q)
    middle = (total.value - k * (total.low + total.high)) / (1 - 2 * k) if k < 0.5 else total.value
    if not total.low < middle < total.high:
        middle = total.value
    z = normal_quantile((np.arange(DRAWS) + 0.5) / DRAWS)
    return np.asarray(
        middle + z * np.where(z > 0, total.high - middle, middle - total.low) / q, dtype=np.float64
    )


def _by_month(frame: Frame, kpi: Kpi, found: TimelineEffect, first: int, value: float) -> Floats:
    months = len(frame.span.months)
    at = frame.span.month_of(kpi.starts[first:].astype("datetime64[D]"))
    gained = kpi.values[first:] - found.expected[first:]
    by_month = np.bincount(at, weights=gained, minlength=months).astype(np.float64)
    share = np.bincount(at, minlength=months) / at.size
    return by_month + share * (value - float(by_month.sum()))


def _records(source: Source, first: int, coins: int, per_unit: int) -> tuple[Records, Records]:
    rows: Ints = np.sort(np.concatenate(source.kpi.rows[first:]))
    worth = source.worth[rows]
    came = to_coins(float(worth.sum()), per_unit)
    carrying = worth != 0
    ids = tuple(source.ids[row] for row in rows[carrying])
    what = "Orders since go-live" if source.table == "orders" else "Periods since go-live"
    return (
        Records(
            what, came / per_unit, source.table, source.key, int(rows.size), ids,
            shared_out(worth[carrying], came, per_unit),
        ),
        Records("What was to be expected without", (coins - came) / per_unit, None, None, 0),
    )  # fmt: skip


def _figures(found: TimelineEffect) -> tuple[Figure, ...]:
    figures = []
    if found.effect is not None:
        effect = found.effect
        figures.append(Figure("effect", "Effect per period", "money", effect.value, effect.low, effect.high))
    if found.relative is not None:
        relative = found.relative
        figures.append(
            Figure(
                "relative",
                "Effect against what was expected",
                "share",
                relative.value,
                relative.low,
                relative.high,
            )
        )
    if found.inflation is not None:
        figures.append(
            Figure("inflation", "Interval widened at dates without a launch by", "number", found.inflation)
        )
    figures.append(
        Figure("pseudo_launches", "Dates without a launch tried", "number", float(found.pseudo_launches))
    )
    if found.residual_autocorrelation is not None:
        figures.append(
            Figure(
                "residual_autocorrelation",
                "Autocorrelation left over",
                "number",
                found.residual_autocorrelation,
            )
        )
    return tuple(figures)


def chart(kpi: Kpi, found: TimelineEffect, first: int, unit: str) -> Series:
    """The series against what was expected, for the picture."""
    every = kpi.every if kpi.every in ("day", "week", "month") else "month"
    return Series(
        kpi.measure,
        "money" if unit == "money" else "number",
        every,
        kpi.periods,
        tuple(float(v) for v in kpi.values),
        _known(found.expected),
        _known(found.expected_low),
        _known(found.expected_high),
        first,
    )


def _known(values: Floats) -> tuple[float | None, ...]:
    return tuple(float(v) if np.isfinite(v) else None for v in values)


def _notes(kpi: Kpi) -> tuple[str, ...]:
    if not kpi.left_out or not kpi.starts.size:
        return ()
    first, last = day_of(int(kpi.starts[0])), day_of(int(kpi.ends[-1]))
    orders, are = ("order", "is") if kpi.left_out == 1 else ("orders", "are")
    return (
        f"Margin of orders is added up in whole weeks from {first} to {last}; {kpi.left_out} {orders} outside them {are} "
        "left out of the trend line.",
    )
