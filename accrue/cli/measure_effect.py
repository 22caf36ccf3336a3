"""`accrue measure effect`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli.output import Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Report
    from accrue.ui.charts.figure import Chart
    from accrue_facts.effect import Effect

EXAMPLE = "Example: accrue measure effect --data facts/ --experiment men --measure visit"


@click.command("effect", epilog=EXAMPLE)
@data_option
@click.option("--experiment", metavar="ID", required=True, help="The experiment.")
@click.option("--measure", metavar="NAME", required=True, help="The measure, as named in outcomes.")
@click.option("--arm", metavar="NAME", help="The treated arm; required where there are several.")
@output_options
def effect(
    data: Path,
    experiment: str,
    measure: str,
    arm: str | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """What one treated arm of an experiment changed in one measure.

    The plain difference of the means of all people assigned, treated or reached or not, minus the control's.
    """
    from accrue_facts.effect import TABLES, measure_effect
    from accrue_facts.reading import read_facts

    facts = read_facts(data, TABLES, needs=("experiments", "outcomes"))
    found = measure_effect(facts, experiment, measure, arm, level=level)
    deliver(found.answer, _report(found), Output(as_json, html, pdf))


def _report(found: Effect) -> Report:
    from accrue.cli.report import Grid, Report, Row, percent, significant

    c = found.comparison
    result = c.result if not c.refusals else None
    shown = (
        ("Effect per person", result.effect if result else None, significant),
        ("Adjusted for the value before", result.adjusted if result else None, significant),
        ("Against the control", result.relative if result else None, percent),
        ("In total", result.total if result else None, significant),
    )
    rows = tuple(
        Row(label, e.value, e.low, e.high, write, zero_is_chance=True)
        for label, e, write in shown
        if e is not None
    )
    lead = [
        f"{c.treated.size:,} people in {c.arm}, {c.control.size:,} in the control.",
    ]
    if c.result is not None:
        lead.append(
            f"Mean {c.measure}: {significant(c.result.treated_mean)} against {significant(c.result.control_mean)}."
        )
    if rows and rows[0].could_be_chance:
        lead.append("The interval of the effect contains zero: it could be chance.")
    checks = Grid(
        "Checks", ("Check", "Passed", "p", "What was seen"),
        tuple(
            (k.name, {True: "yes", False: "no", None: "not tested"}[k.passed], "" if k.p is None else f"{k.p:.3g}", k.note)
            for k in c.checks
        ),
    )  # fmt: skip
    reasons = tuple(one.reason for one in c.refusals)
    title = f"{c.experiment.name}: {c.arm} on {c.measure}"
    return Report(
        title, tuple(lead), found.level, rows, (checks,), reasons, charts=lambda: _charts(found, title)
    )


def _charts(found: Effect, title: str) -> list[Chart]:
    from accrue.cli.report import level_text, significant
    from accrue.ui.charts import DensityStrip, normal_shape

    c = found.comparison
    if c.refusals or c.result is None:
        return []
    e = c.result.effect
    shape = normal_shape(e.value, e.se) if e.se else None
    level = level_text(found.level)
    return [
        DensityStrip(
            "effect", title, shape, e.low, e.value, e.high, significant, zero_name="no effect", level=level
        )
    ]
