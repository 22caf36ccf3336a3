"""The density strip: where the return probably lies, on the scale of the headline."""

from __future__ import annotations

from itertools import pairwise

from accrue.ui.charts import DensityStrip, Histogram
from accrue.ui.figures import percent
from accrue_facts.values import Statement as Drawn


def strip(drawn: Drawn, *, level: str) -> DensityStrip | None:
    """None where the return has no interval to draw."""
    found, cost = drawn.roi_percent, drawn.cost
    if found is None or found.low is None or found.high is None or not cost:
        return None
    return DensityStrip(
        key="roi-density",
        title="Return on investment",
        shape=_shape(drawn, cost),
        low=found.low / 100,
        middle=found.value / 100,
        high=found.high / 100,
        fmt=lambda v: percent(float(v)),
        level=level,
    )


def _shape(drawn: Drawn, cost: float) -> Histogram | None:
    bins = drawn.density
    if not bins:
        return None
    edges = [bins[0].low / cost, *(b.high / cost for b in bins)]
    if any(b <= a for a, b in pairwise(edges)):
        return None
    return Histogram(edges, [b.share for b in bins])
