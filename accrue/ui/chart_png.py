"""A chart as a PNG, for readers that show no SVG: mail programs. The same drawing, in the same font as on paper."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from accrue.ui.charts.figure import Chart
from accrue.ui.printing import FONT, pdf_of

SHARPNESS = 2  # pixels for each CSS pixel, for dense screens
POINTS = 0.75  # of a CSS pixel


def png_of(chart: Chart, width: int) -> bytes:
    """`chart` drawn `width` CSS pixels wide on white. Needs the system's Pango, like a PDF."""
    return _painted(chart.svg(width), width)


@lru_cache(maxsize=64)
def _painted(svg: str, width: int) -> bytes:
    """The same for everybody who is sent it, so it is painted once a worker."""
    from pypdfium2 import PdfDocument

    page = (
        f'<!doctype html><style>@font-face {{ font-family: Inter; src: url("{FONT}") format("woff2"); }} '
        f"@page {{ size: {width}px {_height(svg)}px; margin: 0; }} "
        f"body {{ margin: 0; font-family: Inter, sans-serif; }} svg {{ display: block; }}</style>{svg}"
    )
    document = PdfDocument(pdf_of(page))
    try:
        picture = document[0].render(scale=SHARPNESS / POINTS).to_pil()
    finally:
        document.close()
    file = BytesIO()
    picture.convert("P", palette=1, colors=128).save(file, "PNG", optimize=True)
    return file.getvalue()


def _height(svg: str) -> float:
    """The height that its drawing says it has."""
    return float(svg.partition(' height="')[2].partition('"')[0])
