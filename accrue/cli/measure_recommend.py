"""`accrue measure recommend`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli import CommandError
from accrue.cli.output import FILE, Output, csv_of, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Report
    from accrue_facts.purchases import Purchases
    from accrue_facts.recommending import Recommending


@click.command("recommend", epilog="Example: accrue measure recommend --data facts/ --person 42 --json")
@click.option(
    "--data", metavar="DIR", type=click.Path(path_type=Path), help="Folder of facts tables with items."
)
@click.option(
    "--baskets",
    metavar="FILE.csv",
    type=FILE,
    help="person_id, item, occurred_at in any CSV, instead of tables.",
)
@click.option(
    "--person", "people", metavar="ID", multiple=True, help="What to recommend to them; may be repeated."
)
@click.option("--repeat", is_flag=True, help="Recommend what a person bought before, too.")
@click.option(
    "--split", metavar="DATE", help="Try on what was bought from then on; else the last twelfth of the time."
)
@click.option("--predictions", metavar="OUT.csv", type=FILE, help="Write ten items for every person.")
@output_options
def recommend(
    data: Path | None,
    baskets: Path | None,
    people: tuple[str, ...],
    repeat: bool,
    split: str | None,
    predictions: Path | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """What each person is likely to buy next, and whether that is known better than by what everybody buys.

    Item-to-item similarity, popularity and each person's own history are tried on later purchases: how many bought one
    of ten items recommended. Where none is clearly better than popularity, popularity it is.
    """
    from accrue_facts.recommending import measure_recommend

    bought = _purchases(data, baskets)
    found = measure_recommend(bought, people=people, with_repeats=repeat, split=split, level=level)

    def others() -> dict[Path, bytes]:
        return (
            {}
            if predictions is None or found.trial.chosen is None
            else {predictions: csv_of(found.predictions())}
        )

    deliver(found.answer, _report(found, predictions), Output(as_json, html, pdf), others)


def _purchases(data: Path | None, baskets: Path | None) -> Purchases:
    from accrue_facts.purchases import purchases_from_facts, purchases_from_file
    from accrue_facts.reading import read_facts
    from accrue_facts.recommending import TABLES

    if (data is None) == (baskets is None):
        raise CommandError("Give either --data DIR with the table items, or --baskets FILE.csv.")
    if baskets is not None:
        return purchases_from_file(baskets)
    return purchases_from_facts(read_facts(data or Path(), TABLES, needs=("items",)))


def _report(found: Recommending, predictions: Path | None) -> Report:
    from accrue.cli.report import Grid, Report, Row, percent

    answer, trial = found.answer, found.trial
    lead = [
        f"{answer['purchases']:,} purchases of {answer['distinct_items']:,} items by {answer['people']:,} people; tried on "
        f"what was bought from {answer['split']} on."
    ]
    lead += [found.sentence] if found.sentence else []
    rows: tuple[Row, ...] = ()
    grids = []
    if trial.lift is not None and trial.best is not None:
        label = f"{trial.best.replace('_', ' ').capitalize()} over popularity"
        rows = (Row(label, trial.lift.value, trial.lift.low, trial.lift.high, percent, zero_is_chance=True),)
    for title, one in (("Items new to the person", found.new), ("Any items", found.repeat)):
        if one.chosen is not None:
            cells = tuple((name.replace("_", " "), percent(rate)) for name, rate in one.hit_rate.items())
            grids.append(
                Grid(
                    f"{title}: bought one of ten recommended ({one.people:,} people)",
                    ("Way", "Share"),
                    cells,
                    ("Share",),
                )
            )
    for one in answer["recommendations"]:
        grids.append(Grid(f"For {one['person_id']}", ("Item",), tuple((item,) for item in one["items"])))
    notes = [f"{answer['returns']:,} rows are returns, and are left out."] if answer["returns"] else []
    if predictions is not None and trial.chosen is None:
        notes.append(f"{predictions} was not written, for the trial was refused.")
    reasons = tuple(dict.fromkeys(one["reason"] for one in answer["refused"] or []))
    return Report("What to recommend", tuple(lead), found.level, rows, tuple(grids), reasons, tuple(notes))
