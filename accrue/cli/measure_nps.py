"""`accrue measure nps`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli import CommandError
from accrue.cli.output import Output, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Format, Report, Row
    from accrue_facts.surveys import Surveys
    from accrue_stats.estimate import Estimate

EXAMPLE = "Example: accrue measure nps --promoters 100 --passives 60 --detractors 40"
COUNT = click.IntRange(0, 10**12)


@click.command("nps", epilog=EXAMPLE)
@click.option("--promoters", metavar="N", type=COUNT, help="Answers of 9 or 10.")
@click.option("--passives", metavar="N", type=COUNT, help="Answers of 7 or 8.")
@click.option("--detractors", metavar="N", type=COUNT, help="Answers of 0 to 6.")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder with the table surveys, instead of counts.",
)
@click.option("--from", "start", metavar="DATE", help="First day whose answers count.")
@click.option("--to", "end", metavar="DATE", help="Last day whose answers count.")
@click.option("--before", metavar="DATE", help="Compare answers before this day; without it the go-live.")
@click.option("--after", metavar="DATE", help="With answers from this day on; without it the same day.")
@click.option(
    "--csat-best",
    metavar="N",
    type=click.IntRange(3, 100),
    default=5,
    show_default=True,
    help="Best csat score.",
)
@click.option(
    "--ces-best",
    metavar="N",
    type=click.IntRange(3, 100),
    default=7,
    show_default=True,
    help="Best ces score.",
)
@output_options
def nps(
    promoters: int | None,
    passives: int | None,
    detractors: int | None,
    data: Path | None,
    start: str | None,
    end: str | None,
    before: str | None,
    after: str | None,
    csat_best: int,
    ces_best: int,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """The net promoter score, 100 (P − D)/N, from counts of answers or from surveys.

    The adjusted score first adds ¾, 1½ and ¾ answers, which keeps its interval honest with few of them. From surveys
    also the change between two periods, satisfaction (csat, the two best boxes) and effort (ces).
    """
    output = Output(as_json, html, pdf)
    counts = (promoters, passives, detractors)
    if data is not None:
        if any(count is not None for count in counts):
            raise CommandError("Give --data or counts of answers, not both.")
        _from_surveys(data, (start, end, before, after), csat_best, ces_best, level, output)
        return
    if promoters is None or passives is None or detractors is None:
        raise CommandError("Give --data DIR, or all of --promoters, --passives and --detractors.")
    if any((start, end, before, after)):
        raise CommandError("--from, --to, --before and --after need --data DIR.")
    _from_counts(promoters, passives, detractors, level, output)


def _from_counts(promoters: int, passives: int, detractors: int, level: float, output: Output) -> None:
    from accrue.cli.report import Report
    from accrue_facts.answers import estimate, refusals
    from accrue_stats.nps import nps as score

    found = score(promoters, passives, detractors, level)
    answer = {
        "nps": estimate(found.nps),
        "adjusted": estimate(found.adjusted),
        "answers": found.answers,
        "level": level,
        "refused": refusals(found.refusals),
    }
    reasons = tuple(one.reason for one in found.refusals)
    rows = (
        _row("Net promoter score", found.nps, zero_is_chance=True),
        _row("Adjusted for few answers", found.adjusted, zero_is_chance=True),
    )
    lead = (_counted(found.answers, (promoters, passives, detractors)),)
    deliver(answer, Report("Net promoter score", lead, level, rows, refused=reasons), output)


def _from_surveys(
    data: Path, days: tuple[str | None, ...], csat_best: int, ces_best: int, level: float, output: Output
) -> None:
    from accrue_facts.reading import read_facts
    from accrue_facts.span import as_day
    from accrue_facts.surveys import TABLES, Asked, measure_surveys

    names = ("--from", "--to", "--before", "--after")
    start, end, before, after = (as_day(day, name) for day, name in zip(days, names, strict=True))
    asked = Asked(start, end, before, after, csat_best, ces_best)
    found = measure_surveys(read_facts(data, TABLES, needs=TABLES), asked, level=level)
    deliver(found.answer, _report(found), output)


def _report(found: Surveys) -> Report:
    from accrue.cli.report import Report, number, percent

    lead = [_counted(found.score.answers, found.answers.counts())]
    if found.before is not None and found.after is not None and found.cut is not None:
        lead.append(
            f"From {found.cut[1]} on {found.after.answers:,} answers, against {found.before.answers:,} "
            f"before {found.cut[0]}."
        )
    rows = [
        _row("Net promoter score", found.score.nps),
        _row("Adjusted for few answers", found.score.adjusted),
        _row("Change", found.change, zero_is_chance=True),
        _row("Satisfied (csat, two best boxes)", found.csat, percent),
        _row("Change of the satisfied", found.csat_change, percent, zero_is_chance=True),
        _row("Effort (ces, mean)", found.ces, number(2)),
    ]
    notes = list(found.undefined.values())
    if found.repeated:
        notes.append(
            "Some people answered more than once; intervals allow for answers of one person being alike."
        )
    shown = tuple(row for row in rows if row.value is not None)
    reasons = tuple(one.reason for one in found.score.refusals)
    return Report("Surveys", tuple(lead), found.level, shown, (), reasons, tuple(notes))


def _counted(answers: int, counts: tuple[int, int, int]) -> str:
    promoters, passives, detractors = counts
    return f"{answers:,} answers: {promoters:,} promoters, {passives:,} passives, {detractors:,} detractors."


def _row(label: str, e: Estimate | None, write: Format | None = None, *, zero_is_chance: bool = False) -> Row:
    from accrue.cli.report import Row, number

    low, high = (None, None) if e is None else (e.low, e.high)
    return Row(
        label, None if e is None else e.value, low, high, write or number(1), zero_is_chance=zero_is_chance
    )
