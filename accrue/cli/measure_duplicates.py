"""`accrue measure duplicates`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli.output import FILE, FiniteRange, Output, csv_of, deliver, format_options

if TYPE_CHECKING:
    from accrue.cli.report import Report
    from accrue_facts.duplicates import Duplicates

EXAMPLE = "Example: accrue measure duplicates --records people.csv --pairs pairs.csv --json"
THRESHOLD = 0.95


@click.command("duplicates", epilog=EXAMPLE)
@click.option(
    "--records",
    metavar="FILE.csv",
    type=FILE,
    required=True,
    help="A row for each person or company; any columns.",
)
@click.option(
    "--truth", metavar="COL", help="The column whose equal values mark rows of the same; it is not compared."
)
@click.option(
    "--threshold", metavar="P", type=FiniteRange(0, 1, min_open=True),
    help=f"The least probability that two rows are of the same; without it {THRESHOLD}.",
)  # fmt: skip
@click.option(
    "--wrong-merge-cost", metavar="N", type=FiniteRange(0, min_open=True),
    help="Instead of --threshold: how many missed duplicates are as bad as one wrong merge.",
)  # fmt: skip
@click.option(
    "--fields", metavar="A,B,…", help="Compare only these columns; without it all that say something."
)
@click.option(
    "--pairs", "pairs_file", metavar="OUT.csv", type=FILE, help="Write every pair with its probability."
)
@click.option(
    "--engine", metavar="ENGINE", default="duckdb", show_default=True,
    help="Where pairs are compared: duckdb, spark (this machine) or spark://host:port.",
)  # fmt: skip
@format_options
def duplicates(
    records: Path,
    truth: str | None,
    threshold: float | None,
    wrong_merge_cost: float | None,
    fields: str | None,
    pairs_file: Path | None,
    engine: str,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """Which rows of a file mean the same person or company.

    Columns are recognised by name and content; what is rare and alike counts for more than what is common. With --truth
    the pairs are held against what is known. Nothing is looked up outside the file.
    """
    from accrue_facts.duplicates import measure_duplicates

    if threshold is not None and wrong_merge_cost is not None:
        raise click.UsageError("Say --threshold or --wrong-merge-cost, not both.")
    if wrong_merge_cost is not None:
        threshold = wrong_merge_cost / (1 + wrong_merge_cost)
    chosen = [name.strip() for name in fields.split(",") if name.strip()] if fields is not None else None
    if chosen == []:
        raise click.UsageError("--fields names no column. Write them with commas between, or leave it out.")
    found = measure_duplicates(
        records, truth=truth, threshold=threshold or THRESHOLD, fields=chosen, engine=engine
    )

    def others() -> dict[Path, bytes]:
        return {} if pairs_file is None else {pairs_file: csv_of(found.pairs())}

    deliver(found.answer, _report(found, pairs_file), Output(as_json, html, pdf), others)


def _report(found: Duplicates, pairs_file: Path | None) -> Report:
    from accrue.cli.report import Grid, Report
    from accrue_facts.duplicates import MOST_WRITTEN

    said, agreed, answer = found.said, found.agreed, found.answer
    lead = [
        f"{found.rows:,} rows: {said.pairs:,} pairs are of the same with a probability of {found.threshold:.1%} and more. "
        f"They make {said.groups:,} groups."
    ]
    grids = []
    if agreed is not None:
        figures = (("Precision", agreed.precision), ("Recall", agreed.recall), ("F1", agreed.f1))
        cells = tuple((name, "undefined" if value is None else f"{value:.4f}") for name, value in figures)
        grids.append(
            Grid(
                f"Against {agreed.true_pairs:,} pairs known to be the same",
                ("Figure", "Value"),
                cells,
                ("Value",),
            )
        )
    elif said.pairs:
        lead.append(f"The model itself expects {answer['estimated_precision']:.1%} of them to be right.")
    kinds = tuple((column.name, column.kind) for column in found.found.compared)
    grids.append(Grid("Compared", ("Column", "Read as"), kinds))
    notes = [f"{one['name']} is left out: {one['reason']}." for one in answer["left_out"]]
    if pairs_file is not None and said.pairs > MOST_WRITTEN:
        notes.append(f"{pairs_file} holds the first {MOST_WRITTEN:,} pairs.")
    reasons = tuple(one.reason for one in found.refusals)
    return Report("Duplicates", tuple(lead), 0.9, (), tuple(grids), reasons, tuple(notes))
