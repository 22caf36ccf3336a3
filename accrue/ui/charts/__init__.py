"""Charts drawn as SVG in plain Python: one drawing for the page, the PDF and the mail.

Every shape carries a class, which the page's stylesheet colours (dark mode needs no second drawing), and a
presentation attribute with the print colour for readers without our stylesheet. No `style=`, so a strict content
policy holds. The same input gives the same bytes. Nothing here needs Django.

Each chart is a frozen value with `svg(width)`, `summary` (one sentence), `table`, and `marks(width)` where values can
be read out by pointer and arrow keys; `figure(chart)` makes the part of a page out of it.
"""

from accrue.ui.charts.density_strip import DensityStrip, Histogram, normal_shape
from accrue.ui.charts.figure import figure
from accrue.ui.charts.interval import IntervalChart, IntervalRow
from accrue.ui.charts.line_band import LineBand
from accrue.ui.charts.sparkline import Sparkline
from accrue.ui.charts.table import Table
from accrue.ui.charts.tornado import Tornado, TornadoRow
from accrue.ui.charts.waterfall import Step, Waterfall

__all__ = [
    "DensityStrip",
    "Histogram",
    "IntervalChart",
    "IntervalRow",
    "LineBand",
    "Sparkline",
    "Step",
    "Table",
    "Tornado",
    "TornadoRow",
    "Waterfall",
    "figure",
    "normal_shape",
]
