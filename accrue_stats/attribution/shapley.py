"""Attribution by Shapley values over sets of channels."""

from __future__ import annotations

import numpy as np

from accrue_stats.attribution.journeys import Journeys
from accrue_stats.estimate import FloatArray


def shapley_sets(found: Journeys) -> FloatArray:
    """Conversions by channel, shape (channels,): the Shapley value of the game of channel sets.

    A set of channels is worth the conversions of all journeys that met no other channel. That game is a sum of one
    unanimity game for each journey, so its Shapley value is exactly an equal part to each *different* channel of it, for
    any number of channels. Order, repetition and journeys without a conversion do not enter.
    Source: K. Zhao, S. Mahboobi, S. Bagheri, Shapley value methods for attribution modeling (2018), proposition 1.
    """
    size = len(found.channels)
    pairs = np.unique(found.journey * size + found.channel)
    journey, channel = pairs // size, pairs % size
    different = np.bincount(journey, minlength=found.conversions.size)
    shared = (found.conversions / different)[journey]
    return np.bincount(channel, shared, size).astype(np.float64)
