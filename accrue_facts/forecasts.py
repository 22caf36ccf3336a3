"""A CSV of forecasts and what came: period, actual, forecast, and perhaps low and high."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from accrue_facts.flat import read_flat
from accrue_stats.forecasts import ForecastAccuracy, forecast_accuracy


def read_forecasts(file: Path, *, level: float) -> ForecastAccuracy:
    """How good they were. FactsError naming file, row and column."""
    flat = read_flat(file)
    actual, forecast = flat.numbers(flat.need("actual")), flat.numbers(flat.need("forecast"))
    low, high = flat.find("low"), flat.find("high")
    if low is None and high is None:
        return forecast_accuracy(actual, forecast, level=level)
    ends = flat.need("low"), flat.need("high")
    below, above = (flat.numbers(name) for name in ends)
    wrong = np.flatnonzero(below > above)
    if wrong.size:
        raise flat.error(ends[0], [(int(row), "it lies above high") for row in wrong])
    return forecast_accuracy(actual, forecast, low=below, high=above, level=level)
