"""`accrue measure clv`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli import CommandError
from accrue.cli.output import FILE, Output, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Report
    from accrue_facts.lifetime import Customers, Lifetime

EXAMPLE = "Example: accrue measure clv --data facts/ --calibration-end 1997-09-30 --holdout-weeks 39"


@click.command("clv", epilog=EXAMPLE)
@click.option(
    "--data", metavar="DIR", type=click.Path(path_type=Path), help="Folder of facts tables with orders."
)
@click.option("--calibration-end", metavar="DATE", help="Last day the model learns from.")
@click.option(
    "--holdout-weeks",
    metavar="N",
    type=click.IntRange(1, 5200),
    help="Weeks after it to try the model on; else all there are.",
)
@click.option(
    "--customers",
    metavar="FILE.csv",
    type=FILE,
    help="id, frequency, recency, T in weeks, instead of orders.",
)
@click.option("--predictions", metavar="OUT.csv", type=FILE, help="Write what is expected of each customer.")
@output_options
def clv(
    data: Path | None,
    calibration_end: str | None,
    holdout_weeks: int | None,
    customers: Path | None,
    predictions: Path | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """How often customers will buy again, and what a purchase is worth.

    BG/NBD and Gamma-Gamma models from orders, in weeks; held against the weeks after the calibration. --customers takes
    a row per customer instead; a column monetary_value in it says what a repeat purchase was worth on average, and
    --holdout-weeks how far --predictions look ahead (else 52 weeks).
    """
    from accrue_facts.lifetime import measure_lifetime

    found = measure_lifetime(_customers(data, calibration_end, holdout_weeks, customers))
    refused = found.model is None

    def others() -> dict[Path, bytes]:
        return {} if predictions is None or refused else {predictions: _csv(found)}

    deliver(found.answer, _report(found, level, predictions), Output(as_json, html, pdf), others)


def _customers(data: Path | None, end: str | None, weeks: int | None, file: Path | None) -> Customers:
    from accrue_facts.lifetime import TABLES, customers_from_file, customers_from_orders
    from accrue_facts.reading import read_facts
    from accrue_facts.span import as_day

    if file is not None:
        return customers_from_file(file, weeks)
    if data is None:
        raise CommandError("Give --data DIR with orders, or --customers FILE.csv.")
    day = as_day(end, "--calibration-end")
    if day is None:
        raise CommandError(
            "--calibration-end is missing: say the last day the model learns from, such as 1997-09-30."
        )
    return customers_from_orders(read_facts(data, TABLES, needs=("orders",)), day, weeks)


def _csv(found: Lifetime) -> bytes:
    import io

    import pyarrow.csv

    buffer = io.BytesIO()
    quoting = pyarrow.csv.WriteOptions(quoting_style="needed")
    pyarrow.csv.write_csv(found.predictions(), buffer, quoting)
    return buffer.getvalue()


def _report(found: Lifetime, level: float, predictions: Path | None) -> Report:
    from accrue.cli.report import Grid, Report, significant

    answer = found.answer
    lead = [f"{answer['customers']:,} customers, {answer['repeat_customers']:,} of whom bought again."]
    grids = []
    for title, key in (("Purchases (BG/NBD, weeks)", "model"), ("Spend a purchase (Gamma-Gamma)", "spend")):
        if answer[key]:
            cells = tuple((name, significant(value)) for name, value in answer[key].items())
            grids.append(Grid(title, ("Parameter", "Value"), cells, ("Value",)))
    if found.holdout is not None and answer["holdout"]:
        cells = tuple(
            (name.replace("_", " "), "–" if value is None else significant(value))
            for name, value in answer["holdout"].items()
        )
        grids.append(Grid("Tried on the weeks after", ("Purchases", "Value"), cells, ("Value",)))
    notes = list(found.undefined.values())
    if predictions is not None and found.model is None:
        notes.append(f"{predictions} was not written, for the model was refused.")
    reasons = tuple(one.reason for one in found.refusals)
    return Report("Customer lifetime value", tuple(lead), level, (), tuple(grids), reasons, tuple(notes))
