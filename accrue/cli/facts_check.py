"""`accrue facts check`: what is in a facts folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli import CommandError

if TYPE_CHECKING:
    from accrue.cli.report import Grid
    from accrue_facts.checking import FolderReport

EXAMPLE = "Example: accrue facts check facts/"


@click.command("check", epilog=EXAMPLE)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs.")
def check(folder: Path, as_json: bool) -> None:
    """Say by table what is there, what is missing, what is wrong, and which lines can be drawn from DIR.

    Ends with exit code 2 where something is wrong; what is merely missing is no error.
    """
    from accrue.cli.report import Report
    from accrue.cli.report_terminal import show
    from accrue_facts.checking import check_folder

    found = check_folder(folder)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, allow_nan=False))
    else:
        lead = (f"{sum(t.status == 'read' for t in found.tables)} tables read.",)
        show(Report(f"Facts in {folder}", lead, 0.9, grids=tuple(_grids(found)), notes=found.notes))
    if not found.is_sound:
        raise CommandError(_verdict(found))


def _grids(found: FolderReport) -> list[Grid]:
    from accrue.cli.report import Grid

    there = tuple(
        (
            t.name, "wrong" if t.rows is None else f"{t.rows:,}", ", ".join(t.missing_columns), ", ".join(t.unknown_columns)
        )
        for t in found.tables if t.status != "missing"
    )  # fmt: skip
    grids = [Grid("There", ("Table", "Rows", "Columns not there", "Unknown columns, kept"), there, ("Rows",))]
    if found.complaints:
        wrong = tuple(
            (
                Path(c.file).name,
                _at(c.row, c.line),
                c.column or "",
                c.reason + (f" ({c.more:,} more)" if c.more else ""),
            )
            for c in found.complaints
        )
        grids.append(Grid("Wrong", ("File", "Row", "Column", "Reason"), wrong))
    if found.lines is None:
        grids.append(Grid("Lines", ("",), ((f"None can be drawn. {found.why}",),)))
    else:
        lines = tuple(
            (x.name, x.grade, "yes" if x.value is not None else "no", x.reason or "") for x in found.lines
        )
        grids.append(
            Grid("Lines", ("Line", "Grade", "Can be drawn", "Why"), lines or (("none", "", "", ""),))
        )
    absent = tuple((m.table, m.column or "", m.costs) for m in found.missing)
    if absent:
        grids.append(Grid("Missing", ("Table", "Column", "What that costs"), absent))
    others = [t.name for t in found.tables if t.status == "missing"]
    grids.append(Grid("Tables not there", ("",), ((", ".join(others) or "none",),)))
    if found.other_files:
        grids.append(Grid("Files that are no facts", ("",), ((", ".join(found.other_files[:20]),),)))
    return grids


def _at(row: int | None, line: int | None) -> str:
    if row is None:
        return ""
    return f"{row} (line {line})" if line else str(row)


def _verdict(found: FolderReport) -> str:
    if not found.complaints:
        return found.why or "These facts cannot be used."
    first = found.complaints[0]
    rest = sum(1 + c.more for c in found.complaints) - 1
    return f"{first}" + (f" ({rest:,} more)" if rest else "")
