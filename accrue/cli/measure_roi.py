"""`accrue measure roi`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli.output import Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Grid, Number, Report
    from accrue.ui.charts.figure import Chart
    from accrue_facts.values import Statement

EXAMPLE = "Example: accrue measure roi --data facts/ --from 2025-01-01 --to 2025-12-31 --pdf return.pdf"

MOST_INPUTS = 12


@click.command("roi", epilog=EXAMPLE)
@data_option
@click.option("--from", "start", metavar="DATE", help="First day; without it the go-live.")
@click.option("--to", "end", metavar="DATE", help="Last day; without it that of the last fact.")
@click.option("--seed", metavar="N", type=click.IntRange(0, 2**63 - 1), help="Seed of the draws.")
@output_options
def roi(
    data: Path,
    start: str | None,
    end: str | None,
    seed: int | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """What the CRM returned: benefit, cost, ROI, net return, cost-to-benefit, present value, payback.

    Lines come from what is there: experiments and outcomes make holdout lines (grade A), orders by team or region with
    adoption a roll-out (B) or donors (C), orders or a series with a go-live a trend line (D; C with a control), declared
    lines are grade E, costs the cost. No euro counts twice.
    """
    from accrue_facts.answers import roi_answer
    from accrue_facts.statement import SEED, draw

    statement = draw(data, start=start, end=end, level=level, seed=SEED if seed is None else seed)
    deliver(roi_answer(statement), _report(statement), Output(as_json, html, pdf))


def _report(s: Statement) -> Report:
    from accrue.cli.report import Grid, Report, Row, number, percent, rate_of_return

    money, years = number(2, f" {s.currency}"), number(2, " years")
    why = {one.figure: one.reason for one in s.undefined}
    figures = (
        ("Benefit", "benefit", s.benefit, money, True),
        ("ROI", "roi_percent", s.roi_percent, number(1, " %"), True),
        ("Net return", "net_return", s.net_return, money, True),
        ("Cost to benefit", "cost_to_benefit", s.cost_to_benefit, number(3), False),
        (
            "ROI of measured lines alone",
            "roi_percent_measured_only",
            s.roi_percent_measured_only,
            number(1, " %"),
            True,
        ),
        ("Present value", "npv", s.npv, money, True),
        ("Internal rate of return a year", "irr", s.irr, rate_of_return, False),
        ("Payback", "payback_years", s.payback_years, years, False),
        ("Discounted payback", "discounted_payback_years", s.discounted_payback_years, years, False),
    )
    rows = tuple(
        Row(
            label,
            i.value if i else None,
            i.low if i else None,
            i.high if i else None,
            write,
            why.get(key, ""),
            chance,
        )
        for label, key, i, write, chance in figures
    )
    plain = number(2)
    lines = tuple(
        (
            line.name, line.grade, line.design, "–" if line.value is None else plain(line.value),
            "" if line.low is None or line.high is None else f"{plain(line.low)} to {plain(line.high)}",
            line.status, line.reason or "",
        )
        for line in s.lines
    )  # fmt: skip
    grids = [
        Grid(
            f"Lines ({s.currency})",
            ("Line", "Grade", "Design", "Value", "Interval", "Status", "Why"),
            lines,
            ("Value",),
        )
    ]
    if s.costs:
        cells = tuple((c.label, plain(c.amount)) for c in s.costs)
        grids.append(Grid(f"Costs ({s.currency})", ("Category", "Amount"), cells, ("Amount",)))
    grids += _beside(s, Grid)
    if s.allocation is not None:
        shares = tuple(
            (c.channel, percent(c.last), percent(c.linear), percent(c.markov)) for c in s.allocation.channels
        )
        heads = ("Channel", "Last touch", "Equal parts", "Markov removal")
        grids.append(Grid("Allocation of orders to channels, no effect", heads, shares, heads[1:]))
    if s.missing:
        cells3 = tuple((m.table, m.column or "", m.costs) for m in s.missing)
        grids.append(Grid("Not in these facts", ("Table", "Column", "What that costs"), cells3))
    told = tuple(f"{r.line}: {r.reason}" if r.line else r.reason for r in s.refused)
    return Report(
        f"Return from {s.period.start} to {s.period.end}", tuple(_lead(s)), s.level, rows, tuple(grids), told,
        (*s.notes, *([s.allocation.meaning] if s.allocation else [])), charts=lambda: _charts(s),
    )  # fmt: skip


def _beside(s: Statement, grid: type[Grid]) -> list[Grid]:
    """Designs that were tried, what each input would have to be, how far it moves the ROI, costs of one, projection."""
    from accrue.cli.report import number, percent

    money, share = number(2), number(4)
    tried = [(line.name, t.grade, t.design, t.reason) for line in s.lines for t in line.tried]
    pinned = [
        (line.name, line.grade, line.design, f"Pinned: {line.pinned}") for line in s.lines if line.pinned
    ]
    grids = []
    if tried or pinned:
        heads = ("Line", "Grade", "Design", "Why not, or why")
        grids.append(grid("Designs that were tried", heads, (*tried, *pinned)))
    if s.sensitivity:
        cells = tuple(
            (
                one.label,
                (money if one.unit == "money" else share)(one.value),
                "–" if one.break_even is None else (money if one.unit == "money" else share)(one.break_even),
                one.reason or "",
            )
            for one in s.sensitivity
        )
        heads = ("Input", "Is", "Would have to be", "Why not")
        grids.append(grid("For nothing to be left", heads, cells, ("Is", "Would have to be")))
    if s.tornado:
        rows = tuple((t.label, t.how, percent(t.roi_low / 100), percent(t.roi_high / 100)) for t in s.tornado)
        heads = ("Input", "Moved by", "ROI at its low end", "ROI at its high end")
        grids.append(grid("How far each input moves the ROI", heads, rows, heads[2:]))
    costs = tuple(
        (u.label, money(u.cost), number(0)(u.count or 0)) for u in s.unit_costs if u.cost is not None
    )
    if costs:
        heads3 = ("What", "Cost", "Of")
        grids.append(grid(f"Costs of one ({s.currency})", heads3, costs, heads3[1:]))
    if s.projection:
        p = s.projection
        ahead = (
            ("Benefit", money(p.benefit), _ends(p.benefit_low, p.benefit_high)),
            ("Cost", money(p.cost), ""),
            ("Net return", money(p.net_return), _ends(p.net_return_low, p.net_return_high)),
            ("Present value", money(p.present_value), _ends(p.present_value_low, p.present_value_high)),
            ("Assumes", p.assumption, ""),
        )
        title = f"Projection over the next {p.months} months, in no figure above ({s.currency})"
        grids.append(grid(title, ("What", "Amount", "Interval"), ahead, ("Amount",)))
    return grids


def _ends(low: float | None, high: float | None) -> str:
    from accrue.cli.report import number

    return "no interval" if low is None or high is None else f"{number(2)(low)} to {number(2)(high)}"


def _lead(s: Statement) -> list[str]:
    from accrue.cli.report import number, percent

    money = number(2, f" {s.currency}")
    if s.benefit is None:
        return ["Nothing could be measured from these facts, so there is no return to state."]
    if s.roi_percent is None or s.net_return is None or s.cost is None:
        return [f"The benefit is {money(s.benefit.value)}; the return on it is undefined."]
    back = 1 + s.roi_percent.value / 100
    lead = [
        f"Every 1.00 {s.currency} spent brought back {back:.2f}: a benefit of {money(s.benefit.value)} on a cost of "
        f"{money(s.cost)}.",
    ]
    low, high = s.net_return.low, s.net_return.high
    if low is not None and high is not None and low <= 0 <= high:
        lead.append("The interval of the net return contains zero: it could be chance.")
    if s.probability_positive is not None:
        lead.append(f"The probability that it paid off is {percent(s.probability_positive)}.")
    if s.share is not None:
        lead.append(
            f"Of the benefit {percent(s.share.measured)} is measured, {percent(s.share.modelled)} modelled, "
            f"{percent(s.share.declared)} declared."
        )
    return lead


def _charts(s: Statement) -> list[Chart]:
    from accrue.cli.report import level_text, number, percent
    from accrue.ui.charts import DensityStrip, Histogram, LineBand, Step, Tornado, TornadoRow, Waterfall

    level, money = level_text(s.level), number(0)
    charts: list[Chart] = []
    net = s.net_return
    if net is not None and net.low is not None and net.high is not None:
        shape = (
            Histogram([s.density[0].low, *(b.high for b in s.density)], [b.share for b in s.density])
            if s.density
            else None
        )
        title = f"Net return, {s.currency}"
        charts.append(DensityStrip("net", title, shape, net.low, net.value, net.high, money, level=level))
    if s.waterfall:
        steps = [
            Step(
                step.key, step.label, step.value, "gain" if step.kind == "gain" else "cost" if step.kind == "cost" else "total",
                step.low, step.high, step.evidence or "measured",
            )
            for step in s.waterfall
        ]  # fmt: skip
        title = f"From benefit over cost to net return, {s.currency}"
        charts.append(Waterfall("waterfall", title, steps, money, _signed, level=level))
    if s.tornado and s.roi_percent is not None:
        inputs = [TornadoRow(t.label, t.roi_low / 100, t.roi_high / 100) for t in s.tornado[:MOST_INPUTS]]
        title = "ROI at the low and the high end of each input"
        charts.append(Tornado("tornado", title, inputs, s.roi_percent.value / 100, percent))
    for i, line in enumerate(s.lines):
        if line.series is None or line.status == "refused":
            continue
        c = line.series
        after = [at >= c.go_live_index for at in range(len(c.periods))]
        low = [v if late else None for v, late in zip(c.low, after, strict=True)]
        high = [v if late else None for v, late in zip(c.high, after, strict=True)]
        charts.append(
            LineBand(
                f"line{i}", f"{line.name}, {s.currency}", c.periods, c.actual, c.expected, low, high, money,
                c.go_live_index, show_zero=True, level=level, without_name="Without",
            )
        )  # fmt: skip
    return charts


def _signed(value: Number) -> str:
    return f"{value:+,.0f}".replace("-", "−")
