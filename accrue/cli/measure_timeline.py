"""`accrue measure timeline`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from accrue.cli.output import Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Report
    from accrue.ui.charts.figure import Chart
    from accrue_facts.timeline import Timeline

EXAMPLE = "Example: accrue measure timeline --data facts/ --measure revenue --go-live 2025-01-06"


@click.command("timeline", epilog=EXAMPLE)
@data_option
@click.option(
    "--measure",
    metavar="NAME",
    required=True,
    help="A measure of series; or orders, revenue, margin out of orders.",
)
@click.option("--go-live", metavar="DATE", help="First day with the CRM; without it programme.toml's.")
@click.option("--control", is_flag=True, help="Use the control series beside the measure.")
@click.option(
    "--every", type=click.Choice(["day", "week", "month"]), help="Periods of orders; without it weeks."
)
@output_options
def timeline(
    data: Path,
    measure: str,
    go_live: str | None,
    control: bool,
    every: Literal["day", "week", "month"] | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """One measure before and after go-live, against what was to be expected.

    Trend and season before go-live are carried on past it (grade D), with a control series if there is one (C). The
    interval is widened by how far off the same method is at dates at which nothing was launched.
    """
    from accrue_facts.reading import read_facts
    from accrue_facts.timeline import TABLES, measure_timeline

    facts = read_facts(data, TABLES)
    found = measure_timeline(facts, measure, go_live, control=control, every=every, level=level)
    deliver(found.answer, _report(found), Output(as_json, html, pdf))


def _report(found: Timeline) -> Report:
    from accrue.cli.report import Report, Row, percent, significant

    kpi, result = found.kpi, found.found
    shown = result if not found.refusals else None
    estimates = (
        (f"Effect per {_period(kpi.every)}", shown.effect if shown else None, significant),
        ("Against what was expected", shown.relative if shown else None, percent),
        ("In total", shown.total if shown else None, significant),
    )
    rows = tuple(
        Row(label, e.value, e.low, e.high, write, zero_is_chance=True)
        for label, e, write in estimates
        if e is not None
    )
    grade = "C, an untouched control series" if kpi.control is not None else "D, trend and season only"
    after = kpi.values.size - found.first
    lead = [
        f"{found.first} {_period(kpi.every)}s before {found.go_live}, {after} from then on. Grade {grade}."
    ]
    if rows and rows[0].could_be_chance:
        lead.append("The interval of the effect contains zero: it could be chance.")
    notes = []
    if result is not None and result.inflation is not None:
        notes.append(
            f"Tried at {result.pseudo_launches} dates without a launch; intervals are {result.inflation:.2f} times as wide "
            "as the model's own."
        )
    if kpi.left_out:
        notes.append(
            f"{kpi.left_out} orders fall into {_period(kpi.every)}s that are not whole, and are left out."
        )
    reasons = tuple(one.reason for one in found.refusals)
    title = f"{kpi.measure} since {found.go_live}"
    return Report(
        title, tuple(lead), found.level, rows, (), reasons, tuple(notes), charts=lambda: _charts(found, title)
    )


def _period(every: str) -> str:
    return "period" if every == "number" else every


def _charts(found: Timeline, title: str) -> list[Chart]:
    from accrue.cli.report import level_text, significant
    from accrue.ui.charts import LineBand
    from accrue_facts.trend import chart

    if found.refusals or found.found is None:
        return []
    s = chart(found.kpi, found.found, found.first, "number")
    after = [i >= s.go_live_index for i in range(len(s.periods))]
    low = [v if late else None for v, late in zip(s.low, after, strict=True)]
    high = [v if late else None for v, late in zip(s.high, after, strict=True)]
    return [
        LineBand(
            "timeline", title, s.periods, s.actual, s.expected, low, high, significant, s.go_live_index,
            level=level_text(found.level), without_name="Without", period_name=_period(found.kpi.every).capitalize(),
        )
    ]  # fmt: skip
