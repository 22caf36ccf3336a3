"""How every `accrue measure` command answers: in the terminal, as JSON, as a page, as PDF."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accrue.cli import CommandError
from accrue.cli.report import Report

if TYPE_CHECKING:
    import pyarrow


class FiniteRange(click.FloatRange):
    """A float range that holds no "nan", which every comparison lets through."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Output:
    """What was asked for."""

    as_json: bool
    html: Path | None
    pdf: Path | None


def format_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options --json, --html and --pdf."""
    for option in (
        click.option("--pdf", metavar="FILE", type=FILE, help="Write the same as PDF."),
        click.option("--html", metavar="FILE", type=FILE, help="Write a self-contained page with charts."),
        click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs."),
    ):
        command = option(command)
    return command


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options --level, --json, --html and --pdf."""
    return click.option(
        "--level", metavar="L", type=FiniteRange(0, 1, min_open=True, max_open=True), default=0.90,
        show_default=True, help="Coverage of every interval.",
    )(format_options(command))  # fmt: skip


def data_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option --data."""
    return click.option(
        "--data",
        metavar="DIR",
        type=click.Path(path_type=Path),
        required=True,
        help="Folder of facts tables.",
    )(command)


def deliver(
    answer: dict[str, Any], report: Report, output: Output, others: Callable[[], dict[Path, bytes]] = dict
) -> None:
    """Make everything asked for, then write it: every file whole or not at all, the answer last."""
    from accrue_facts.writing import write_atomically

    text = json.dumps(answer, indent=2, allow_nan=False)
    files = others()
    if output.html or output.pdf:
        from accrue.cli.report_page import page, pdf

        html = page(report)
        if output.html:
            files[output.html] = html.encode()
        if output.pdf:
            files[output.pdf] = pdf(html)
    for path in files:
        if not path.parent.is_dir():
            raise CommandError(f"{path}: there is no folder {path.parent} to write into.")
    for path, content in files.items():
        write_atomically(path, content)
    if output.as_json:
        click.echo(text)
        return
    from accrue.cli.report_terminal import show

    show(report)
    for path in files:
        click.echo(f"Wrote {path}")


def csv_of(table: pyarrow.Table) -> bytes:
    """The table as CSV, quoted only where it must be."""
    import io

    import pyarrow.csv

    buffer = io.BytesIO()
    pyarrow.csv.write_csv(table, buffer, pyarrow.csv.WriteOptions(quoting_style="needed"))
    return buffer.getvalue()
