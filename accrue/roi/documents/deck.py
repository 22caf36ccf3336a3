"""Slides and what stands on them: titles, text, tables and native charts, in the colours of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

GAIN, COST, NET, WITHOUT, INK, MUTED = (
    RGBColor(*bytes.fromhex(one)) for one in ("0F766E", "B45309", "3B4CCA", "8A93A3", "1C222C", "545B68")
)
WIDTH, HEIGHT, EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
BODY = (EDGE, Inches(1.45), WIDTH - 2 * EDGE, Inches(5.2))
TITLE_ONLY = 5
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

type Box = tuple[int, int, int, int]


def inert(text: str) -> str:
    """A label for the workbook inside a chart, where text that starts like a formula would become one."""
    plain = CONTROL.sub("", text)
    return f"'{plain}" if plain.lstrip().startswith(DANGEROUS) else plain


class Deck:
    """Slides of 16:9; `foot` stands on every one."""

    def __init__(self, foot: str, title: str) -> None:
        self.file: Any = Presentation()
        self.file.slide_width, self.file.slide_height = WIDTH, HEIGHT
        self.file.core_properties.title = title
        self.file.core_properties.author = "Accrue"
        self.foot = foot

    def slide(self, title: str) -> Any:
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = EDGE, Inches(0.35), WIDTH - 2 * EDGE, Inches(0.95)
        head.text_frame.word_wrap = True
        head.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        head.text_frame.text = CONTROL.sub("", title)
        head.text_frame.paragraphs[0].font.size, head.text_frame.paragraphs[0].font.bold = Pt(26), True
        head.text_frame.paragraphs[0].alignment = 1
        words(slide, [self.foot], (EDGE, Inches(6.9), WIDTH - 2 * EDGE, Inches(0.4)), size=10, colour=MUTED)
        return slide


def words(
    slide: Any, lines: Iterable[str], box: Box, *, size: int = 16, colour: RGBColor = INK, bold: bool = False
) -> None:
    """A paragraph a line."""
    frame = slide.shapes.add_textbox(*(Emu(side) for side in box)).text_frame
    frame.word_wrap = True
    for n, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.text = CONTROL.sub("", line)
        paragraph.font.size, paragraph.font.bold, paragraph.font.color.rgb = Pt(size), bold, colour
        paragraph.space_after = Pt(size / 3)


def grid(slide: Any, rows: Sequence[Sequence[str]], box: Box, widths: Sequence[float]) -> None:
    """A table; the first row is its head, `widths` are parts of the box."""
    left, top, width, _ = box
    row_height = Inches(0.34)
    shape = slide.shapes.add_table(len(rows), len(widths), left, top, width, row_height * len(rows))
    for i, part in enumerate(widths):
        shape.table.columns[i].width = Emu(int(width * part / sum(widths)))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            cell = shape.table.cell(r, c)
            cell.text = CONTROL.sub("", text)
            cell.text_frame.paragraphs[0].font.size = Pt(12)


def columns(
    slide: Any,
    box: Box,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None], RGBColor | None]],
    *,
    kind: XL_CHART_TYPE,
    form: str,
    legend: bool = False,
) -> Any:
    """A native chart; a series without a colour is not painted (it only lifts what stands on it)."""
    data: Any = CategoryChartData(number_format=form)
    data.categories = [inert(label) for label in labels]
    for name, values, _ in series:
        data.add_series(inert(name), values)
    chart = slide.shapes.add_chart(kind, *(Emu(side) for side in box), data).chart
    chart.has_legend = legend
    if legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = Pt(12)
    chart.has_title = False
    for axis in (chart.category_axis, chart.value_axis):
        axis.tick_labels.font.size = Pt(11)
    chart.value_axis.tick_labels.number_format = form
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xE1, 0xE4, 0xE9)
    for made, (_, _, colour) in zip(chart.plots[0].series, series, strict=True):
        _paint(made, kind, colour)
    return chart


def _paint(series: Any, kind: XL_CHART_TYPE, colour: RGBColor | None) -> None:
    if kind == XL_CHART_TYPE.LINE:
        series.smooth = False
        if colour is not None:
            series.format.line.color.rgb = colour
            series.format.line.width = Pt(2)
    elif colour is None:
        series.format.fill.background()
    else:
        series.invert_if_negative = False
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
