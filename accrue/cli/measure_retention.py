"""`accrue measure retention`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli.output import FiniteRange, Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Grid, Report, Row
    from accrue.ui.charts.figure import Chart
    from accrue_facts.durations import Durations
    from accrue_facts.retention import Retention

EXAMPLE = "Example: accrue measure retention --data facts/ --horizon 12 --margin 40"
DAY = click.DateTime(["%Y-%m-%d"])
SHOWN = 12


@click.command("retention", epilog=EXAMPLE)
@data_option
@click.option(
    "--horizon", metavar="T", type=FiniteRange(0, min_open=True),
    help="Look so far ahead, in the unit of durations; without it as far as every group was watched.",
)  # fmt: skip
@click.option(
    "--against",
    metavar="GROUP",
    help="Hold the other groups against this one; without it control, or the first.",
)
@click.option(
    "--margin", metavar="M", type=FiniteRange(0, min_open=True),
    help="What a contract earns in each period it lasts: answers its lifetime value.",
)  # fmt: skip
@click.option(
    "--periods",
    metavar="N",
    type=click.IntRange(1, 100_000),
    help="Payments counted; without it those within the horizon.",
)
@click.option(
    "--discount", metavar="R", type=FiniteRange(0, 10), default=0.0, show_default=True,
    help="Rate per period at which later payments are worth less.",
)  # fmt: skip
@click.option(
    "--go-live", metavar="DATE", type=DAY, help="First day with the CRM; without it programme.toml's."
)
@output_options
def retention(
    data: Path,
    horizon: float | None,
    against: str | None,
    margin: float | None,
    periods: int | None,
    discount: float,
    go_live: datetime | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """How long customers stay, who buys again, and how long deals take.

    durations: survival curves by group, their test and mean time within the horizon, and what a contract is worth.
    orders: retention by month of first order, and before against after go-live. deals: won, lost or open by age.
    """
    from accrue_facts.durations import Contract
    from accrue_facts.reading import read_facts
    from accrue_facts.retention import TABLES, measure_retention

    if periods is not None and margin is None:
        raise click.UsageError("--periods needs --margin, what a contract earns in each period.")
    if margin is not None and periods is None and horizon is None:
        raise click.UsageError("--margin needs --periods or --horizon, how many payments to count.")
    facts = read_facts(data, TABLES)
    contract = None
    if margin is not None:
        contract = Contract(margin, periods or max(int(horizon or 1), 1), discount)
    day: date | None = go_live.date() if go_live else None
    found = measure_retention(
        facts, horizon=horizon, against=against, contract=contract, go_live=day, level=level
    )
    deliver(found.answer, _report(found), Output(as_json, html, pdf))


def _report(found: Retention) -> Report:
    from accrue.cli.report import Report

    lead, rows, grids, refused = [], [], [], []
    d = found.durations
    if d is not None:
        lead.append(_said(d))
        rows += _mean_rows(d)
        grids += _curve_grids(d)
        refused += [one.reason for _, one in d.refusals]
    if found.returning is not None:
        refused += [one.reason for one in found.returning.refused]
        rows += _returning_rows(found)
    if found.grid is not None:
        grids.append(_cohort_grid(found))
    if found.deals is not None:
        lead.append(
            f"{found.deals.deals:,} deals: by {found.deals.won.times[-1]:,.0f} days "
            f"{found.deals.won.share[-1]:.1%} were won and {found.deals.lost.share[-1]:.1%} lost."
        )
    notes = list(found.notes)
    if found.returning is not None and found.returning.mix.passed is False:
        notes.append(f"Who comes after go-live is not like who came before: {found.returning.mix.note}")
    if rows:
        notes.append("Grade D: groups and times are compared as they came about, not by chance.")
    return Report(
        "How long things last", tuple(lead), found.level, tuple(rows), tuple(grids), tuple(refused), tuple(notes),
        charts=lambda: _charts(found),
    )  # fmt: skip


def _said(d: Durations) -> str:
    from accrue.cli.report import significant

    said = f"{int(d.whole.at_risk[0]):,} were watched, {int(d.whole.events.sum()):,} of them to their end."
    if d.test is not None:
        said += f" Log-rank test: chi-square {significant(d.test.chi2)}, {d.test.df} df, p {d.test.p:.2g}."
    return said


def _mean_rows(d: Durations) -> list[Row]:
    from accrue.cli.report import Row, significant

    until = f"until {significant(d.horizon)}"
    rows = [Row(f"Mean time {until}, {k}", e.value, e.low, e.high, significant) for k, e in d.means.items()]
    rows += [
        Row(f"{k} against {d.against}", e.value, e.low, e.high, significant, zero_is_chance=True)
        for k, e in d.differences.items()
    ]
    rows += [Row(f"Lifetime value, {k}", e.value, e.low, e.high, significant) for k, e in d.worth.items()]
    return rows


def _returning_rows(found: Retention) -> list[Row]:
    from accrue.cli.report import Row, percent

    r = found.returning
    if r is None or r.before is None or r.after is None or r.change is None:
        return []
    label = f"Bought again within {r.days} days"
    return [
        Row(f"{label}, before go-live", r.before.value, r.before.low, r.before.high, percent),
        Row(f"{label}, after go-live", r.after.value, r.after.low, r.after.high, percent),
        Row(
            "Change since go-live", r.change.value, r.change.low, r.change.high, percent, zero_is_chance=True
        ),
    ]


def _curve_grids(d: Durations) -> list[Grid]:
    """Some times of each curve, evenly spaced, and the last."""
    import numpy as np

    from accrue.cli.report import Grid, percent, significant

    heads = ("Time", "Still there", "Interval", "At risk")
    grids = []
    for name, c in d.curves.items():
        at = np.unique(np.linspace(0, c.times.size - 1, SHOWN).round().astype(int))
        rows = tuple(
            (
                significant(c.times[i]),
                percent(c.survival[i]),
                f"{percent(c.low[i])} to {percent(c.high[i])}",
                f"{c.at_risk[i]:,}",
            )
            for i in at
        )
        grids.append(Grid(name, heads, rows, ("Time", "Still there", "At risk")))
    return grids


def _cohort_grid(found: Retention) -> Grid:
    from accrue.cli.report import Grid
    from accrue_facts.cohorts import grid_answer

    answers = grid_answer(found.grid)[-SHOWN:] if found.grid else []
    width = min(max((len(one["retained"]) for one in answers), default=0), SHOWN)
    heads = ("First order", "People", *(f"+{k}" for k in range(width)))
    rows = tuple(
        (
            one["cohort"],
            f"{one['people']:,}",
            *(f"{s:.0%}" for s in one["retained"][:width]),
            *[""] * (width - len(one["retained"][:width])),
        )
        for one in answers
    )
    return Grid("Ordered again, months after the first order", heads, rows, heads[1:])


def _charts(found: Retention) -> list[Chart]:
    from accrue.cli.report import level_text, significant
    from accrue.ui.charts import IntervalChart, IntervalRow

    d = found.durations
    if d is None or not d.means:
        return []
    rows = [IntervalRow(name, e.value, e.low, e.high) for name, e in d.means.items()]
    title = f"Mean time until {significant(d.horizon)}"
    return [IntervalChart("retention", title, rows, significant, level=level_text(found.level))]
