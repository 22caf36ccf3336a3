"""From values to places, and the round values an axis names."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

FINEST = 1e-9  # a range narrower than this part of its values is one value: floats cannot tell more
SMALLEST = 1e-300

type Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps low…high to start…end; a range without width maps to its middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: Number) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (self.end - self.start) * (float(value) - self.low) / (self.high - self.low)


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round values from at or below `low` to at or above `high`; at least two."""
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("an axis needs finite values")
    largest = max(abs(low), abs(high))
    if high - low <= max(largest * FINEST, SMALLEST):
        widened = largest * 0.1 if largest > SMALLEST else 1.0
        low, high = low - widened, high + widened
    raw = (high - low) / about
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [_clean(k * step, step) for k in range(first, max(last, first + 1) + 1)]


def thinned(
    marks: list[float], place: Scale, width_of: Callable[[float], float], gap: float = 10
) -> list[float]:
    """Every mark, or every second, third… so that their names do not touch; zero stays where it is among them."""
    origin = marks.index(0) if 0 in marks else 0
    for step in range(1, len(marks) + 1):
        kept = [mark for i, mark in enumerate(marks) if (i - origin) % step == 0]
        pairs = itertools.pairwise(kept)
        if all(abs(place(b) - place(a)) >= (width_of(a) + width_of(b)) / 2 + gap for a, b in pairs):
            return kept
    return marks[:1]


def _clean(value: float, step: float) -> float:
    """Without the dust of binary fractions: 0.30000000000000004 is 0.3."""
    places = max(0, 2 - math.floor(math.log10(step)))
    return round(value, places) + 0.0


def present(values: Iterable[Number | None]) -> list[float]:
    """The finite values among them."""
    return [float(v) for v in values if v is not None and math.isfinite(float(v))]
