"""`accrue measure sales`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli.output import FILE, Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Format, Grid, Report
    from accrue_facts.sales import Sales
    from accrue_stats.estimate import Estimate

EXAMPLE = "Example: accrue measure sales --data facts/ --go-live 2025-01-06"


@click.command("sales", epilog=EXAMPLE)
@data_option
@click.option("--go-live", metavar="DATE", help="First day with the CRM; without it programme.toml's.")
@click.option("--from", "start", metavar="DATE", help="First day that counts as before.")
@click.option("--to", "end", metavar="DATE", help="Last day that counts as after.")
@click.option(
    "--forecasts", metavar="FILE.csv", type=FILE, help="period, actual, forecast, and perhaps low and high."
)
@output_options
def sales(
    data: Path,
    go_live: str | None,
    start: str | None,
    end: str | None,
    forecasts: Path | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """Win rate, deal size, days to win and each stage's conversion, before and after the go-live; forecast accuracy.

    From deals, and deal_stages where it is there. These are changes between two periods, not effects of the CRM.
    """
    from accrue_facts.cut import cut_of
    from accrue_facts.forecasts import read_forecasts
    from accrue_facts.reading import read_facts
    from accrue_facts.sales import TABLES, measure_sales

    facts = read_facts(data, TABLES, needs=("deals",))
    accuracy = None if forecasts is None else read_forecasts(forecasts, level=level)
    found = measure_sales(facts, cut_of(facts, go_live, start, end), accuracy, level=level)
    deliver(found.answer, _report(found), Output(as_json, html, pdf))


def _report(found: Sales) -> Report:
    from accrue.cli.report import Grid, Report, Row, number, percent

    figures = (
        ("Win rate", found.win_rate, percent),
        (f"Deal size, {found.currency}", found.deal_size, number(2)),
        ("Days to win, median", found.cycle, number(0)),
    )
    rows: list[Row] = []
    for label, of, write in figures:
        parts = ((label, of.all), ("  before", of.before), ("  after", of.after), ("  change", of.change))
        rows += [
            Row(name, e.value, e.low, e.high, write, zero_is_chance=name == "  change")
            for name, e in parts
            if e is not None
        ]
    grids = [_stages(found)] if found.stages else []
    f = found.forecast
    if f is not None:
        cells = (
            ("Mean error as a share of the actual (MAPE)", _or_dash(f.mape, percent)),
            ("Errors over the sum (WAPE)", _or_dash(f.wape, percent)),
            ("Bias, forecast over actual", _or_dash(f.bias, percent)),
            ("Actual inside the range", _or_dash(f.coverage.value if f.coverage else None, percent)),
        )
        grids.append(Grid(f"Forecasts of {f.periods} periods", ("Figure", "Value"), cells, ("Value",)))
    lead = [f"{found.win_rate.deals[0]:,} deals have ended."]
    if found.cut is not None:
        lead.append(f"Before and after {found.cut.go_live}: changes between two periods, not effects.")
    return Report(
        "Sales", tuple(lead), found.level, tuple(rows), tuple(grids), (), tuple(found.undefined.values())
    )


def _stages(found: Sales) -> Grid:
    from accrue.cli.report import Grid, percent

    heads = ("Stage", "Left it", "Still there", "Moved on", "Before", "After")
    rows = tuple(
        (
            s.stage, f"{s.entered:,}", f"{s.still_there:,}", _share(s.share, percent), _share(s.before, percent),
            _share(s.after, percent),
        )
        for s in found.stages
    )  # fmt: skip
    return Grid("Stages", heads, rows, heads[1:])


def _share(found: Estimate | None, write: Format) -> str:
    return _or_dash(found.value if found else None, write)


def _or_dash(value: float | None, write: Format) -> str:
    return "–" if value is None else write(value)
