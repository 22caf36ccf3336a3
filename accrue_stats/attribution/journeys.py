"""What people met before they converted, or did not: the one form in which every rule of attribution reads it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.estimate import FloatArray, finite_vector

type IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Journeys:
    """One entry per touch in the order of time within each journey; journeys of equal steps may be one with weights.

    `journey` and `channel`, shape (touches,): which journey (rising, from 0, none without a touch) and which of the
    `channels`. `age`, shape (touches,): days from the touch to the end of its journey, or None where unknown.
    `conversions` and `nulls`, shape (journeys,): how often these steps ended in a conversion, and how often not.
    """

    channels: tuple[str, ...]
    journey: IntArray
    channel: IntArray
    age: FloatArray | None
    conversions: FloatArray
    nulls: FloatArray

    @property
    def starts(self) -> IntArray:
        """The first touch of each journey."""
        return np.flatnonzero(np.diff(self.journey, prepend=-1)).astype(np.int64)

    @property
    def lengths(self) -> IntArray:
        """Touches in each journey."""
        return np.diff(self.starts, append=self.journey.size).astype(np.int64)

    def credited(self, weights: FloatArray) -> FloatArray:
        """Conversions by channel, shape (channels,), when the touches of a journey share it as `weights` (summing to 1)."""
        shared = weights * self.conversions[self.journey]
        return np.bincount(self.channel, shared, len(self.channels)).astype(np.float64)


def journeys_of(
    channels: tuple[str, ...],
    journey: ArrayLike,
    channel: ArrayLike,
    conversions: ArrayLike,
    nulls: ArrayLike,
    age: ArrayLike | None = None,
) -> Journeys:
    """Checked `Journeys`. ValueError where a journey has no touch, is out of order, or a weight or age is negative."""
    of = np.asarray(journey, dtype=np.int64)
    which = np.asarray(channel, dtype=np.int64)
    won, lost = finite_vector(conversions, "conversions"), finite_vector(nulls, "nulls")
    days = None if age is None else finite_vector(age, "age")
    steps = np.diff(of, prepend=-1)
    if of.shape != which.shape or (days is not None and days.shape != of.shape):
        raise ValueError("journey, channel and age must be equally long")
    if (
        ((steps < 0) | (steps > 1)).any()
        or won.size != lost.size
        or won.size != of[-1:].sum() + bool(of.size)
    ):
        raise ValueError("journeys must rise from 0 without a gap, with conversions and nulls for each")
    if which.size and not (which.min() >= 0 and which.max() < len(channels)):
        raise ValueError("channel must be a position in channels")
    if any((v < 0).any() for v in (won, lost, *([] if days is None else [days]))):
        raise ValueError("conversions, nulls and ages must be 0 or more")
    return Journeys(channels, of, which, days, won, lost)
