"""A report in the terminal."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from accrue.cli.report import Report, Row, level_text

if TYPE_CHECKING:
    from rich.table import Table

WIDE = 120
BAR = 28


def show(report: Report) -> None:
    """Print `report` on standard output."""
    from rich.console import Console
    from rich.text import Text

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    width = shutil.get_terminal_size((WIDE, 24)).columns if sys.stdout.isatty() else WIDE
    console = Console(width=max(width, 60), highlight=False, emoji=False, markup=False)
    console.print(Text(report.title, style="bold"))
    for sentence in report.lead:
        console.print(sentence)
    if report.rows:
        console.print()
        console.print(_estimates(report))
    for grid in report.grids:
        console.print()
        console.print(_grid(grid.title, grid.heads, grid.rows, grid.right))
    if report.refused:
        console.print()
        console.print(Text("Refused", style="bold"))
        for reason in report.refused:
            console.print(f"• {reason}")
    if report.notes or any(row.why for row in report.rows):
        console.print()
    for row in report.rows:
        if row.value is None and row.why:
            console.print(f"{row.label}: {row.why}")
    for note in report.notes:
        console.print(f"Note: {note}")


def _estimates(report: Report) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column("Estimate", justify="right")
    table.add_column(f"{level_text(report.level)} interval")
    if any(drawn(row) for row in report.rows):
        table.add_column("", no_wrap=True, min_width=BAR)
    for row in report.rows:
        words = ", could be chance" if row.could_be_chance else ""
        value = "–" if row.value is None else row.write(row.value)
        cells = (row.label, value, row.interval() + words, drawn(row))
        table.add_row(*cells[: len(table.columns)])
    return table


def _grid(
    title: str, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], right: tuple[str, ...]
) -> Table:
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for head in heads:
        table.add_column(head, justify="right" if head in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def drawn(row: Row, width: int = BAR) -> str:
    """The interval as text with the value ● and zero ┊ in their places; "" where there is none to draw."""
    if row.value is None or row.low is None or row.high is None or row.low == row.high:
        return ""
    left, right = min(row.low, 0.0), max(row.high, 0.0)

    def at(value: float) -> int:
        return round((value - left) / (right - left) * (width - 1))

    cells = [" "] * width
    for i in range(at(row.low), at(row.high) + 1):
        cells[i] = "─"
    cells[at(row.low)], cells[at(row.high)] = "├", "┤"
    cells[at(0.0)] = "┊" if cells[at(0.0)] == " " else "┼" if cells[at(0.0)] == "─" else cells[at(0.0)]
    cells[at(row.value)] = "●"
    return "".join(cells)
