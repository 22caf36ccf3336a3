"""`accrue measure score`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli.output import FILE, Output, csv_of, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Report
    from accrue.ui.charts.figure import Chart
    from accrue_facts.scoring import Scoring

SHOWN = 15


@click.command(
    "score", epilog="Example: accrue measure score --data customers.csv --target churn --id customer_id"
)
@click.option(
    "--data",
    metavar="FILE.csv",
    type=FILE,
    required=True,
    help="A row for each person, lead or deal; any columns.",
)
@click.option(
    "--target", metavar="COL", required=True, help="The column to foresee: yes or no, 1 or 0, two words."
)
@click.option("--time", metavar="COL", help="Learn from the earlier rows, try on the later quarter.")
@click.option("--id", "id_column", metavar="COL", help="Who a row is of; rows of one id stay together.")
@click.option(
    "--positive", metavar="VALUE", help="Which value of the target is meant; else yes, true, 1 or the rarer."
)
@click.option("--predictions", metavar="OUT.csv", type=FILE, help="Write the score of every row.")
@output_options
def score(
    data: Path,
    target: str,
    time: str | None,
    id_column: str | None,
    positive: str | None,
    predictions: Path | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """The chance that something happens (churn, a lead won), learnt from those of whom it is known.

    A logistic model, or boosted trees where they are clearly better on rows they had not seen. All figures are of rows
    the model had not seen. What foretells is not what causes: a score says whom to look at, not what helps.
    """
    from accrue_facts.scoring import measure_score

    found = measure_score(data, target, time=time, id_column=id_column, positive=positive, level=level)

    def others() -> dict[Path, bytes]:
        return (
            {}
            if predictions is None or found.found.predict is None
            else {predictions: csv_of(found.predictions())}
        )

    deliver(found.answer, _report(found, predictions), Output(as_json, html, pdf), others)


def _report(found: Scoring, predictions: Path | None) -> Report:
    from accrue.cli.report import Grid, Report, Row, number, significant

    answer, result = found.answer, found.found
    lead = [
        f"{answer['rows']:,} rows, {answer['positives']:,} of them {found.target.name} = {found.target.positive}."
    ]
    rows: tuple[Row, ...] = ()
    grids = []
    if result.auc is not None:
        tried = "the later quarter of the rows" if found.is_by_time else "each fifth of the rows in turn"
        lead.append(f"Chosen: the {result.model} model. Tried on {tried}, which it had not seen.")
        a = result.auc
        rows = (Row("Area under the ROC curve", a.value, a.low, a.high, number(4)),)
        figures = (
            ("Calibration error", "ece"),
            ("Brier score", "brier"),
            ("Lift of the top tenth", "lift_top_decile"),
        )
        cells = tuple((label, significant(answer[key])) for label, key in figures)
        grids.append(Grid("How good it is", ("Figure", "Value"), cells, ("Value",)))
        effects = tuple((e.name, significant(e.effect)) for e in result.features[:SHOWN])
        grids.append(
            Grid(f"What it goes by ({result.effect_is})", ("Column", "Effect"), effects, ("Effect",))
        )
    notes = [f"Effects are {answer['effect_is']}."] if answer["effect_is"] else []
    notes += [*found.warnings, *(f"{name} is left out: {why}." for name, why in found.columns.left_out)]
    if predictions is not None and result.predict is None:
        notes.append(f"{predictions} was not written, for the score was refused.")
    reasons = tuple(one.reason for one in result.refusals)
    return Report(
        f"Score of {found.target.name}", tuple(lead), found.level, rows, tuple(grids), reasons, tuple(notes),
        charts=lambda: _charts(found),
    )  # fmt: skip


def _charts(found: Scoring) -> list[Chart]:
    from accrue.cli.report import significant
    from accrue.ui.charts import IntervalChart, IntervalRow

    effects = found.found.features[:SHOWN]
    if not effects:
        return []
    rows = [IntervalRow(e.name, e.effect, tone="gain" if e.effect > 0 else "cost") for e in effects]
    return [IntervalChart("effects", "What the score goes by", rows, significant)]
