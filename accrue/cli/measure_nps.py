"""`accrue measure nps`."""

from pathlib import Path

import click

from accrue.cli.output import Output, deliver, output_options


@click.command("nps", epilog="Example: accrue measure nps --promoters 100 --passives 60 --detractors 40")
@click.option(
    "--promoters", metavar="N", type=click.IntRange(0, 10**12), required=True, help="Answers of 9 or 10."
)
@click.option(
    "--passives", metavar="N", type=click.IntRange(0, 10**12), required=True, help="Answers of 7 or 8."
)
@click.option(
    "--detractors", metavar="N", type=click.IntRange(0, 10**12), required=True, help="Answers of 0 to 6."
)
@output_options
def nps(
    promoters: int,
    passives: int,
    detractors: int,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """The net promoter score, 100 (P − D)/N, from counts of answers.

    The adjusted score first adds ¾, 1½ and ¾ answers, which keeps its interval honest with few of them.
    """
    from accrue.cli.report import Report, Row, number
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
    rows = tuple(
        Row(
            label,
            e.value if e else None,
            e.low if e else None,
            e.high if e else None,
            number(1),
            zero_is_chance=True,
        )
        for label, e in (("Net promoter score", found.nps), ("Adjusted for few answers", found.adjusted))
    )
    lead = (
        f"{found.answers:,} answers: {promoters:,} promoters, {passives:,} passives, {detractors:,} detractors.",
    )
    deliver(
        answer, Report("Net promoter score", lead, level, rows, refused=reasons), Output(as_json, html, pdf)
    )
