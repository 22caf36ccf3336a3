"""`accrue measure effect`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli import CommandError
from accrue.cli.output import Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Grid, Report
    from accrue.ui.charts.figure import Chart
    from accrue_facts.effect import Effect

EXAMPLE = "Example: accrue measure effect --data facts/ --experiment men --measure visit"


@click.command("effect", epilog=EXAMPLE)
@data_option
@click.option("--experiment", metavar="ID", required=True, help="The experiment.")
@click.option("--measure", metavar="NAME", required=True, help="The measure, as named in outcomes.")
@click.option("--arm", metavar="NAME", help="The treated arm; required where there are several.")
@click.option("--all-arms", is_flag=True, help="Every treated arm against the control, all tested at once.")
@click.option(
    "--planned-people", metavar="N", type=click.IntRange(4, 10**12),
    help="People both arms were planned to have at the end, for an interval that holds at every look.",
)  # fmt: skip
@output_options
def effect(
    data: Path,
    experiment: str,
    measure: str,
    arm: str | None,
    all_arms: bool,
    planned_people: int | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """What one treated arm of an experiment changed in one measure.

    The plain difference of the means of all people assigned, treated or reached or not, minus the control's; beside it
    the difference adjusted for what was known before, and how much of it is conversion and how much value.
    """
    from accrue_facts.effect import TABLES, measure_effect
    from accrue_facts.reading import read_facts

    if all_arms and arm is not None:
        raise CommandError("Give --arm or --all-arms, not both.")
    facts = read_facts(data, TABLES, needs=("experiments", "outcomes"))
    output = Output(as_json, html, pdf)
    if all_arms:
        from accrue.cli.measure_effect_arms import report
        from accrue_facts.effect_arms import measure_arms

        every = measure_arms(facts, experiment, measure, level=level, planned=planned_people)
        deliver(every.answer, report(every), output)
        return
    found = measure_effect(facts, experiment, measure, arm, level=level, planned=planned_people)
    deliver(found.answer, _report(found), output)


def _report(found: Effect) -> Report:
    from accrue.cli.report import Report, Row, percent, significant

    c, result = found.comparison, found.shown
    shown = (
        ("Effect per person", result.effect if result else None, significant),
        ("Adjusted for the value before", result.adjusted if result else None, significant),
        ("At every look, however many", found.always_valid, significant),
        ("Against the control", result.relative if result else None, percent),
        ("In total", result.total if result else None, significant),
        ("Value of an outcome, against the control's", found.value_difference, significant),
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
    if found.split is not None:
        lead.append(
            f"Of the effect {significant(found.split.conversion)} is more or fewer people with an outcome, "
            f"{significant(found.split.value)} the value of one."
        )
    reasons = tuple(one.reason for one in c.refusals)
    notes = tuple(found.undefined.values())
    title = f"{c.experiment.name}: {c.arm} on {c.measure}"
    grids = (_checks(found), *((_steps(found),) if len(found.steps) > 2 else ()))
    return Report(
        title, tuple(lead), found.level, rows, grids, reasons, tuple(dict.fromkeys(notes)),
        charts=lambda: _charts(found, title),
    )  # fmt: skip


def _steps(found: Effect) -> Grid:
    from accrue.cli.report import Grid, significant

    rows = tuple(
        (one.name, significant(one.value), significant(one.control), significant(one.treated))
        for one in found.steps
    )
    head = ("Step", "Part of the total", "Control", found.comparison.arm)
    return Grid("What the total is made of", head, rows, head[1:])


def _checks(found: Effect) -> Grid:
    from accrue.cli.report import Grid

    told = {True: "yes", False: "no", None: "not tested"}
    rows = tuple(
        (k.name, told[k.passed], "" if k.p is None else f"{k.p:.3g}", k.note) for k in found.comparison.checks
    )
    return Grid("Checks", ("Check", "Passed", "p", "What was seen"), rows)


def _charts(found: Effect, title: str) -> list[Chart]:
    from accrue.cli.report import level_text, significant
    from accrue.ui.charts import DensityStrip, normal_shape

    if found.shown is None:
        return []
    e = found.shown.effect
    shape = normal_shape(e.value, e.se) if e.se else None
    level = level_text(found.level)
    return [
        DensityStrip(
            "effect", title, shape, e.low, e.value, e.high, significant, zero_name="no effect", level=level
        )
    ]
