"""What changed, against without Accrue: holdouts as two means, series as a line against its band."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.roi.pictures.amounts import Amounts
from accrue.roi.pictures.words import short_period
from accrue.roi.selectors.statements import Opened
from accrue.ui.charts import IntervalChart, IntervalRow, LineBand
from accrue.ui.figures import number
from accrue_facts.values import Line, Series


@dataclass(frozen=True, slots=True)
class Tab:
    """One measure against without: a chart and a sentence."""

    index: int
    label: str
    sentence: str
    interval: str
    chance: str
    chart: LineBand | IntervalChart
    is_series: bool


def effects(opened: Opened, amounts: Amounts, *, level: str) -> list[Tab]:
    """A tab for every line that has a value and something to draw, in the statement's order."""
    made = [
        _tab(opened, i, line, amounts, level)
        for i, line in enumerate(opened.drawn.lines)
        if line.value is not None
    ]
    return [tab for tab in made if tab]


def _tab(opened: Opened, index: int, line: Line, amounts: Amounts, level: str) -> Tab | None:
    chart = _band(index, line.series, amounts, level) if line.series else _means(index, line, amounts, level)
    if chart is None:
        return None
    name, value = opened.name_of(line), amounts.short(line.value or 0.0, sign=True)
    against = "what we would expect without Accrue" if line.series else "the control"
    return Tab(
        index=index,
        label=name,
        sentence=f"{name}: {value} against {against}",
        interval=f"{level} interval {amounts.of_line(line)}",
        chance="The interval holds zero, so this could be chance."
        if line.could_be_chance
        else "The interval leaves zero out, so this is unlikely to be chance.",
        chart=chart,
        is_series=line.series is not None,
    )


def _band(index: int, series: Series, amounts: Amounts, level: str) -> LineBand:
    is_money = series.unit == "money"
    return LineBand(
        key=f"roi-series-{index}",
        title=f"{series.measure.capitalize()} a {series.every}, actual and without Accrue",
        labels=[short_period(p) for p in series.periods],
        actual=series.actual,
        without=series.expected,
        low=series.low,
        high=series.high,
        fmt=amounts.short if is_money else lambda v: number(float(v)),
        go_live=series.go_live_index,
        show_zero=is_money,
        level=level,
        period_name=series.every.capitalize(),
    )


def _means(index: int, line: Line, amounts: Amounts, level: str) -> IntervalChart | None:
    figures = {one.name: one for one in line.figures}
    if not {"control_mean", "treated_mean", "effect"} <= set(figures):
        return None
    control, treated, effect = figures["control_mean"], figures["treated_mean"], figures["effect"]
    return IntervalChart(
        key=f"roi-means-{index}",
        title="Per person",
        rows=[
            IntervalRow(treated.label, treated.value, tone="net"),
            IntervalRow(control.label, control.value, tone="without"),
            IntervalRow("Difference", effect.value, effect.low, effect.high, tone="gain"),
        ],
        fmt=lambda v: amounts.exact(float(v)),
        level=level,
    )
