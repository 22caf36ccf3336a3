"""`accrue measure clv`."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from accrue.cli import CommandError
from accrue.cli.output import FILE, FiniteRange, Output, csv_of, deliver, output_options

if TYPE_CHECKING:
    from datetime import date

    from accrue.cli.report import Report, Row
    from accrue_facts.acquisition import Acquisition
    from accrue_facts.lifetime import Customers, Lifetime
    from accrue_facts.tables import Facts


class Drawn(TypedDict):
    """How the intervals are drawn."""

    level: float
    seed: int
    resamples: int | None


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
@click.option(
    "--sales-cost",
    metavar="AMOUNT",
    type=FiniteRange(0),
    default=0.0,
    help="What selling to new customers cost beside campaigns, up to then.",
)
@click.option("--predictions", metavar="OUT.csv", type=FILE, help="Write what is expected of each customer.")
@click.option(
    "--seed", metavar="N", type=click.IntRange(0, 2**63 - 1), help="Seed of the customers drawn anew."
)
@click.option(
    "--resamples",
    metavar="N",
    type=click.IntRange(0, 10_000),
    callback=lambda context, option, value: _enough(value),
    help="How often customers are drawn anew for the intervals; without it 200, fewer for very many customers. 0: none.",
)
@output_options
def clv(
    data: Path | None,
    calibration_end: str | None,
    holdout_weeks: int | None,
    customers: Path | None,
    sales_cost: float,
    predictions: Path | None,
    seed: int | None,
    resamples: int | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """How often customers will buy again, and what a purchase is worth.

    BG/NBD and Gamma-Gamma models from orders, in weeks; held against the weeks after the calibration. --customers takes
    a row per customer instead; a column monetary_value in it says what a repeat purchase was worth on average, and
    --holdout-weeks how far --predictions look ahead (else 52 weeks). With campaigns or costs of media: what winning a
    customer cost, against what a new one is worth.
    """
    # The models have four parameters: threads for matrices would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from accrue_facts.acquisition import acquisition
    from accrue_facts.lifetime import SEED, customers_from_orders, measure_lifetime

    drawn: Drawn = {"level": level, "seed": SEED if seed is None else seed, "resamples": resamples}
    if customers is not None:
        found, won = measure_lifetime(_from_file(customers, holdout_weeks), **drawn), None
    else:
        facts, day = _orders(data, calibration_end)
        found = measure_lifetime(customers_from_orders(facts, day, holdout_weeks), **drawn)
        won = acquisition(facts, found, day, level=level, sales_cost=sales_cost)
    refused = found.model is None

    def others() -> dict[Path, bytes]:
        return {} if predictions is None or refused else {predictions: csv_of(found.predictions(level))}

    answer = found.answer
    if won is not None:
        answer |= won.answer | {"undefined": found.undefined | won.undefined}
    deliver(answer, _report(found, won, level, predictions), Output(as_json, html, pdf), others)


def _enough(resamples: int | None) -> int | None:
    if resamples == 1:
        raise click.BadParameter("an interval needs at least 2; 0 leaves it out.")
    return resamples


def _from_file(file: Path, weeks: int | None) -> Customers:
    from accrue_facts.lifetime import customers_from_file

    return customers_from_file(file, weeks)


def _orders(data: Path | None, end: str | None) -> tuple[Facts, date]:
    from accrue_facts.lifetime import TABLES
    from accrue_facts.reading import read_facts
    from accrue_facts.span import as_day

    if data is None:
        raise CommandError("Give --data DIR with orders, or --customers FILE.csv.")
    day = as_day(end, "--calibration-end")
    if day is None:
        raise CommandError(
            "--calibration-end is missing: say the last day the model learns from, such as 1997-09-30."
        )
    return read_facts(data, TABLES, needs=("orders",)), day


def _report(found: Lifetime, won: Acquisition | None, level: float, predictions: Path | None) -> Report:
    from accrue.cli.report import Grid, Report, Row, level_text, significant

    answer = found.answer
    lead = [f"{answer['customers']:,} customers, {answer['repeat_customers']:,} of whom bought again."]
    grids = []
    for title, key in (("Purchases (BG/NBD, weeks)", "model"), ("Spend a purchase (Gamma-Gamma)", "spend")):
        if answer[key]:
            ranges = answer[key]["interval"] or {}
            triples = tuple(
                (name, significant(value), _between(ranges.get(name)))
                for name, value in answer[key].items()
                if name != "interval"
            )
            heads = ("Parameter", "Value", f"{level_text(level)} interval")
            grids.append(Grid(title, heads, triples, ("Value",)))
    if found.holdout is not None and answer["holdout"]:
        cells = tuple(
            (name.replace("_", " "), "–" if value is None else significant(value))
            for name, value in answer["holdout"].items()
        )
        grids.append(Grid("Tried on the weeks after", ("Purchases", "Value"), cells, ("Value",)))
    undefined = found.undefined | (won.undefined if won else {})
    notes = list(dict.fromkeys(undefined.values()))
    if predictions is not None and found.model is None:
        notes.append(f"{predictions} was not written, for the model was refused.")
    reasons = tuple(one.reason for one in found.refusals)
    if won is not None and won.cac is not None:
        lead.append(
            f"Winning a customer cost {significant(won.cac)}: {significant(won.spent or 0)} for "
            f"{won.new_customers:,} new customers."
        )
    if found.intervals is not None:
        notes.append(
            f"The intervals come from {found.intervals.resamples} refits to customers drawn anew, seed "
            f"{found.intervals.seed}. They are of the expectation, not of the luck of each purchase."
        )
    totals = tuple(
        Row(f"{label} in the next {found.ahead:g} weeks", one["value"], one["low"], one["high"], significant)
        for label, one in (("Purchases", answer["purchases"]), ("What all customers spend", answer["total"]))
        if one
    )
    rows = totals if won is None else (*totals, *_rows(won))
    return Report("Customer lifetime value", tuple(lead), level, rows, tuple(grids), reasons, tuple(notes))


def _between(found: dict[str, float | None] | None) -> str:
    from accrue.cli.report import significant

    if found is None or found["low"] is None or found["high"] is None:
        return ""
    return f"{significant(found['low'])} to {significant(found['high'])}"


def _rows(won: Acquisition) -> tuple[Row, ...]:
    from accrue.cli.report import Row, number, percent, significant

    found = (
        (f"Margin of a new customer in {won.horizon_months} months", won.cltv, significant),
        ("Times what winning them cost", won.cltv_to_cac, number(2)),
        ("Months until that is back", won.payback_months, number(1)),
        ("Customers lost in a year", won.churn, percent),
    )
    return tuple(
        Row(label, e.value, _bound(e.low), _bound(e.high), write)
        for label, e, write in found
        if e is not None
    )


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None
