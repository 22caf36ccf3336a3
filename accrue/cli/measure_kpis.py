"""`accrue measure kpis`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from accrue.cli.output import Output, data_option, deliver, format_options
from accrue.environment import environment

if TYPE_CHECKING:
    from accrue.cli.report import Grid, Report
    from accrue_facts.measures.answer import Answer, Figure
    from accrue_facts.measures.question import Against, Question, StepName

DAY = click.DateTime(["%Y-%m-%d"])
EXAMPLE = "Example: accrue measure kpis --data facts/ --from 2025-01-01 --to 2025-12-31 --measure revenue --split team"


@click.command("kpis", epilog=EXAMPLE)
@data_option
@click.option(
    "--measure", "names", metavar="NAME", multiple=True, help="One of the measures; without it all."
)
@click.option(
    "--from", "start", metavar="DATE", type=DAY, help="First day; without it a year before the last."
)
@click.option("--to", "end", metavar="DATE", type=DAY, required=True, help="Last day.")
@click.option("--step", metavar="STEP", default="", help="day, week, month, quarter or year.")
@click.option(
    "--split", metavar="DIMENSION", default="", help="team, source, country … as the measure knows."
)
@click.option(
    "--against", metavar="WHAT", default="", help="previous (the period before) or year (a year before)."
)
@click.option(
    "--engine", metavar="ENGINE", default=environment.measures_engine,
    help="duckdb (usual), spark, spark://host:port or postgresql://user:password@host/database.",
)  # fmt: skip
@format_options
def kpis(
    data: Path,
    names: tuple[str, ...],
    start: datetime | None,
    end: datetime,
    step: str,
    split: str,
    against: str,
    engine: str,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """Every measure of the dashboards from facts tables, worked out by DuckDB, by a PostgreSQL or by Spark.

    Their definitions are in docs/reference/measures.md. Days are in UTC, money in the programme's currency. All
    measures together know no step and no split; name those that do.
    """
    from accrue_facts.measures.asking import ask_all
    from accrue_facts.measures.catalogue import MEASURES
    from accrue_facts.measures.engines import tables_in
    from accrue_facts.measures.question import Question, check

    last = end.date()
    first = start.date() if start else last - timedelta(days=364)
    questions = [
        Question(name, first, last, cast("StepName", step), split, against=cast("Against", against))
        for name in names or MEASURES
    ]
    for question in questions:
        check(question)
    with tables_in(data, engine) as tables:
        answers = ask_all(tables, questions)
    plain = {
        "period": {"from": first.isoformat(), "to": last.isoformat()},
        "measures": [_plain(one) for one in answers],
    }
    deliver(plain, _report(questions, answers, first, last), Output(as_json, html, pdf))


def _plain(answer: Answer) -> dict[str, object]:
    return {key: value for key, value in answer.to_plain().items() if key != "records"}


def _report(questions: list[Question], answers: list[Answer], first: date, last: date) -> Report:
    from accrue.cli.report import Grid, Report

    missing = tuple(
        f"{q.defined.label}: the table {a.missing} holds nothing."
        for q, a in zip(questions, answers, strict=True)
        if a.missing
    )
    told = [(q, a) for q, a in zip(questions, answers, strict=True) if a.total]
    rows = tuple((q.defined.label, _said(a.total, q, a), _said(a.against, q, a)) for q, a in told)
    grids = [Grid("Measures", ("Measure", "Value", "Compared"), rows, ("Value", "Compared"))] if rows else []
    grids += [grid for q, a in told for grid in _parts(q, a)]
    return Report("Measures", (f"From {first} to {last}, in UTC.",), 0.9, (), tuple(grids), (), missing)


def _parts(question: Question, answer: Answer) -> list[Grid]:
    from accrue.cli.report import Grid

    heads = ("", "Value", "Compared")
    return [
        Grid(
            f"{question.defined.label} by {what}",
            (what.capitalize(), *heads[1:]),
            tuple(
                (
                    one.name or "none",
                    _said(one.figure, question, answer),
                    _said(one.against, question, answer),
                )
                for one in parts
            ),
            heads[1:],
        )
        for what, parts in ((question.step, answer.steps), (question.split, answer.groups))
        if parts
    ]


def _said(figure: Figure | None, question: Question, answer: Answer) -> str:
    from accrue.cli.report import number

    if figure is None or figure.value is None:
        return "–"
    unit = question.defined.unit
    suffix = {"money": f" {answer.currency}", "percent": " %", "days": " days", "hours": " hours"}.get(
        unit, ""
    )
    whole = unit == "count" and figure.value == int(figure.value)
    return number(0 if whole else 2, suffix)(figure.value)
