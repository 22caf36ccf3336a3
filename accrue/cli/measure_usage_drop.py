"""`accrue measure usage-drop`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli.output import Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Report
    from accrue_facts.usage import UsageDrop

SHOWN = 50


@click.command("usage-drop", epilog="Example: accrue measure usage-drop --data facts/ --recent 2 --json")
@data_option
@click.option(
    "--recent",
    metavar="N",
    type=click.IntRange(1, 52),
    default=1,
    show_default=True,
    help="Judge the last N weeks together.",
)
@click.option("--until", metavar="WEEK", help="Last week to look at; without it the last of the table.")
@output_options
def usage_drop(
    data: Path,
    recent: int,
    until: str | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """Whose use of the product fell improbably low, against what they always did.

    From the table usage: each person's weeks before, the recent ones weighing most, make a negative binomial of what
    was to be expected; an alarm is a count so low that it comes by chance once in a hundred. The same rule is tried on
    earlier weeks (A/A) and made stricter if it would raise false alarms there.
    """
    from accrue_facts.reading import read_facts
    from accrue_facts.usage import TABLES, measure_usage_drop

    found = measure_usage_drop(read_facts(data, TABLES, needs=TABLES), recent=recent, until=until)
    deliver(found.answer, _report(found, level), Output(as_json, html, pdf))


def _report(found: UsageDrop, level: float) -> Report:
    from accrue.cli.report import Grid, Report, percent, significant

    answer = found.answer
    alarms = answer["alarms"] or []
    lead = [
        f"{answer['tested']:,} of {answer['people']:,} people could be judged, in {answer['weeks']['to']}."
    ]
    notes = []
    grids = []
    if not answer["refused"]:
        lead.append(f"{len(alarms):,} of them used it improbably little.")
        rate = answer["false_alarm_rate"]
        if rate is not None:
            lead.append(
                f"At {answer['placebos']:,} earlier windows the same rule raises {percent(rate)} alarms."
            )
        if answer["threshold"] < answer["nominal"]:
            notes.append(
                "The rule was made stricter, for at one in a hundred it raised more than 2 % alarms earlier."
            )
    if alarms:
        rows = tuple(
            (a["person_id"], significant(a["expected"]), str(a["seen"]), significant(a["p"]))
            for a in alarms[:SHOWN]
        )
        grids.append(
            Grid("Alarms", ("Person", "Expected", "Seen", "Chance"), rows, ("Expected", "Seen", "Chance"))
        )
    if len(alarms) > SHOWN:
        notes.append(f"{len(alarms) - SHOWN:,} more alarms are in --json.")
    if answer["too_few_weeks"]:
        notes.append(
            f"{answer['too_few_weeks']:,} people have fewer than 8 weeks before, and are not judged."
        )
    reasons = tuple(one.reason for one in found.found.refusals)
    return Report("Usage drop", tuple(lead), level, (), tuple(grids), reasons, tuple(notes))
