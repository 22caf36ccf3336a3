"""`accrue measure rollout`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from accrue.cli.output import Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Grid, Report, Row
    from accrue.ui.charts.figure import Chart
    from accrue_facts.rollout import RolloutFound

EXAMPLE = "Example: accrue measure rollout --data facts/ --control notyet --json"
GRADES = {
    "B": "B, a staggered roll-out with its diagnostics passed",
    "C": "C, a roll-out with short history or a failed placebo date",
}
EVENTS_SHOWN = (-8, 16)


@click.command("rollout", epilog=EXAMPLE)
@data_option
@click.option(
    "--control",
    type=click.Choice(["notyet", "never"]),
    default="notyet",
    show_default=True,
    help="Compare with units that have not adopted yet, or only with those that never do.",
)
@click.option(
    "--anticipation",
    metavar="K",
    type=click.IntRange(0, 1000),
    default=0,
    show_default=True,
    help="Periods before adoption in which units may already have reacted.",
)
@click.option(
    "--min-pre",
    metavar="K",
    type=click.IntRange(1, 1000),
    default=8,
    show_default=True,
    help="Periods before the first adoption to insist on; fewer than 8 lower the grade.",
)
@output_options
def rollout(
    data: Path,
    control: Literal["notyet", "never"],
    anticipation: int,
    min_pre: int,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """What a roll-out to teams or regions changed, each from its own date on.

    Needs the tables panel and adoption. Several dates: group-time effects against units that had not adopted (Callaway
    and Sant'Anna). One date: means before and after against the others. Grade B with its diagnostics passed.
    """
    from accrue_facts.reading import read_facts
    from accrue_facts.rollout import TABLES, measure_rollout

    facts = read_facts(data, TABLES, needs=TABLES)
    found = measure_rollout(facts, control=control, anticipation=anticipation, min_pre=min_pre, level=level)
    deliver(found.answer, _report(found), Output(as_json, html, pdf))


def _report(found: RolloutFound) -> Report:
    from accrue.cli.report import Report

    rows = _rows(found)
    grids = tuple(grid for grid in (_by_event_time(found), _diagnostics(found)) if grid.rows)
    reasons = [one.reason for one in found.refusals]
    if any(one.code == "rollout.short_history" for one in found.refusals) and found.found is not None:
        reasons.append(
            f"With --min-pre {found.found.design.before} the shorter history is accepted, and the grade is lower."
        )
    return Report(
        "What the roll-out changed", tuple(_lead(found, rows)), found.level, rows, grids, tuple(reasons),
        found.warnings, charts=lambda: _charts(found),
    )  # fmt: skip


def _lead(found: RolloutFound, rows: tuple[Row, ...]) -> list[str]:
    lead = []
    if found.found is not None:
        design = found.found.design
        against = "that never adopt" if found.control == "never" else "that had not adopted"
        lead.append(
            f"{design.treated} units that adopted, held against {design.controls} {against}; {len(found.periods)} periods."
        )
    if found.grade:
        lead.append(f"Grade {GRADES[found.grade]}.")
    if rows and rows[0].could_be_chance:
        lead.append("The interval of the effect contains zero: it could be chance.")
    return lead


def _rows(found: RolloutFound) -> tuple[Row, ...]:
    from accrue.cli.report import Row, significant

    if found.refusals or found.found is None:
        return ()
    shown = (
        ("Effect per unit and period", found.found.att),
        ("Mean over time since adoption", found.found.dynamic),
        ("Mean over units", found.found.group),
        ("Mean over periods", found.found.calendar),
        (f"In total, {found.found.unit_periods:,} unit-periods", found.found.total),
    )
    return tuple(
        Row(label, e.value, e.low, e.high, significant, zero_is_chance=True)
        for label, e in shown
        if e is not None
    )


def _by_event_time(found: RolloutFound) -> Grid:
    from accrue.cli.report import Grid, significant

    rows = found.found.by_event_time if found.found else ()
    heads = ("Periods since adoption", "Effect", "Standard error")
    return Grid(
        "By periods since adoption", heads,
        tuple((_since(x.e), significant(x.effect.value), significant(x.effect.se or 0.0)) for x in rows),
        heads,
    )  # fmt: skip


def _diagnostics(found: RolloutFound) -> Grid:
    from accrue.cli.report import Grid, significant

    rows: list[tuple[str, str]] = []
    result = found.found
    if result is not None and result.pre_trend is not None:
        t = result.pre_trend
        rows.append(("Moved alike before", f"χ² {t.chi2:.2f} on {t.df}, p = {t.p:.3g}"))
    if result is not None and result.permutation is not None:
        p = result.permutation
        tried = "all" if p.exact else f"{p.tried:,} drawn"
        rows.append(
            (
                "Dates given to other units",
                f"p = {p.p:.3g} ({tried}; the smallest possible is {p.smallest:.2g})",
            )
        )
    for check in result.checks if result else ():
        rows.append((check.name.capitalize(), check.note))
    without = found.answer["leave_one_out"]
    if without:
        rows.append(
            (
                "Leaving one unit out",
                f"{significant(without['low'])} (without {without['low_without'][:40]}) to "
                f"{significant(without['high'])} (without {without['high_without'][:40]})",
            )
        )
    for h in result.honest if result and not found.refusals else ():
        bound = " (closed bound)" if h.method == "closed" and h.m else ""
        rows.append(
            (
                f"Drift up to {h.m:g} times that before",
                f"{significant(h.low)} to {significant(h.high)}{bound}",
            )
        )
    for h in result.honest_first if result and not found.refusals else ():
        if h.m == 1:
            rows.append(
                (
                    "Drift up to 1 times that before, first period",
                    f"{significant(h.low)} to {significant(h.high)}",
                )
            )
    return Grid("Diagnostics", ("Diagnostic", "What was seen"), tuple(rows))


def _charts(found: RolloutFound) -> list[Chart]:
    from accrue.cli.report import level_text, significant
    from accrue.ui.charts import IntervalChart, IntervalRow

    if found.refusals or found.found is None:
        return []
    low, high = EVENTS_SHOWN
    rows = [
        IntervalRow(
            _since(x.e), x.effect.value, x.effect.low, x.effect.high,
            "gain" if x.e >= 0 else "without",
        )
        for x in found.found.by_event_time
        if low <= x.e < high
    ]  # fmt: skip
    return [
        IntervalChart(
            "rollout", "Effect by periods since adoption", rows, significant, level=level_text(found.level)
        )
    ]


def _since(e: int) -> str:
    return f"{e:+d}".replace("-", "−") if e else "0"
