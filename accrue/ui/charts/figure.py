"""A chart as a part of a page: drawn in two or three widths of which one shows, read out by keys, and as a table."""

from __future__ import annotations

import json
from html import escape
from typing import Any, Protocol

from accrue.ui.charts.table import Table


class Chart(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def table(self) -> Table: ...
    def svg(self, width: float = ...) -> str: ...


def figure(
    chart: Chart,
    *,
    small: float = 350,
    middle: float = 700,
    large: float | None = None,
    with_table: bool = True,
) -> str:
    """HTML. Text keeps its size because each width is drawn for itself; the stylesheet shows the one that fits."""
    drawn = [("viz-s", small), ("viz-m" if large else "viz-ml", middle)]
    if large:
        drawn.append(("viz-l", large))
    shown = "".join(f'<div class="{cls}">{_readable(chart, width)}</div>' for cls, width in drawn)
    return f'<div class="figure">{shown}{table_view(chart.table, chart.title) if with_table and chart.table.rows else ""}</div>'


def table_view(table: Table, title: str) -> str:
    heads = "".join(
        f'<th scope="col"{_number(i)}>{escape(head)}</th>' for i, head in enumerate(table.headings)
    )
    rows = "".join(f"<tr>{''.join(_cell(i, cell) for i, cell in enumerate(row))}</tr>" for row in table.rows)
    label = escape(f"{title}, as a table", quote=True)
    return (
        f'<details class="figure-table"><summary>Show as table</summary><div class="scroller mt-2 max-h-72 overflow-y-auto" '
        f'tabindex="0" role="region" aria-label="{label}"><table class="grid-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _readable(chart: Chart, width: float) -> str:
    marks: dict[str, Any] | None = chart.marks(width) if hasattr(chart, "marks") else None
    svg = chart.svg(width)
    if not marks:
        return svg
    label = escape(f"{chart.title}. Left and right arrow keys read its values.", quote=True)
    data = json.dumps(marks, ensure_ascii=False).replace("<", "\\u003c")
    return f'<ac-chart tabindex="0" role="group" aria-label="{label}">{svg}<script type="application/json">{data}</script></ac-chart>'


def _cell(i: int, cell: str) -> str:
    return f'<th scope="row">{escape(cell)}</th>' if i == 0 else f'<td class="num">{escape(cell)}</td>'


def _number(i: int) -> str:
    return ' class="num"' if i else ""
