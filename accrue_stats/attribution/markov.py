"""Attribution by removal from a Markov chain of channels."""

from __future__ import annotations

import numpy as np

from accrue_stats.attribution.journeys import Journeys
from accrue_stats.estimate import FloatArray

MOST_CHANNELS = 2000


def removal_effects(found: Journeys) -> FloatArray:
    """By which fraction fewer would convert were a channel's visitors lost. Shape (channels,), each between 0 and 1.

    A first-order chain from the start through the channels to conversion or none, its transitions as often as seen,
    journeys that did not convert included. Conversions that pass channel c are P(ever reach c) × P(convert from c), so
    one inverse of the chain answers for all channels. A channel met twice in a row makes no difference.
    ValueError without a conversion, or with more than 2,000 channels.
    Source: E. Anderl et al., Mapping the customer journey, Int. J. of Research in Marketing 33 (2016).
    """
    size = len(found.channels)
    if size > MOST_CHANNELS:
        raise ValueError(f"{size:,} channels are more than the chain can hold ({MOST_CHANNELS:,})")
    if not (found.conversions > 0).any():
        raise ValueError("there is no conversion")
    starts, ends = found.starts, found.starts + found.lengths - 1
    weight = found.conversions + found.nulls
    inside = np.ones(found.journey.size, dtype=bool)
    inside[ends] = False
    at = np.flatnonzero(inside)
    step = found.channel[at] * size + found.channel[at + 1]
    moves = np.bincount(step, weight[found.journey[at]], size * size).reshape(size, size)
    np.fill_diagonal(moves, 0.0)
    won = np.bincount(found.channel[ends], found.conversions, size)
    out = moves.sum(axis=1) + np.bincount(found.channel[ends], weight, size)
    seen = out > 0
    scale = np.where(seen, out, 1.0)
    visits = np.linalg.inv(np.eye(size) - moves / scale[:, None])
    begins = np.bincount(found.channel[starts], weight, size) / weight.sum()
    converts = visits @ (won / scale)
    reaches = begins @ visits / np.diag(visits)
    return np.asarray(np.clip(reaches * converts / (begins @ converts), 0.0, 1.0), dtype=np.float64)


def markov_removal(found: Journeys) -> FloatArray:
    """All conversions, in proportion to the `removal_effects`. Shape (channels,). ValueError as there."""
    effects = removal_effects(found)
    return np.asarray(found.conversions.sum() * effects / effects.sum(), dtype=np.float64)
