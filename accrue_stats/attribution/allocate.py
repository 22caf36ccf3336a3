"""All rules of attribution side by side: how each would share out the same conversions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accrue_stats.attribution.journeys import Journeys
from accrue_stats.attribution.markov import MOST_CHANNELS, markov_removal
from accrue_stats.attribution.rules import (
    ENDS,
    HALF_LIFE,
    first_touch,
    last_touch,
    linear,
    position_based,
    time_decay,
)
from accrue_stats.attribution.shapley import shapley_sets
from accrue_stats.estimate import FloatArray, Refusal

RULES = ("first", "last", "linear", "position", "decay", "markov", "shapley")


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """`credit[rule]`, shape (channels,): conversions by channel, summing to `conversions`; refused rules are absent."""

    channels: tuple[str, ...]
    conversions: float
    credit: dict[str, FloatArray]
    refused: dict[str, Refusal]


def allocate(
    found: Journeys, rules: Sequence[str] = RULES, *, half_life: float = HALF_LIFE, ends: float = ENDS
) -> Allocation:
    """Share out the conversions by each of `rules`. This is an allocation, not an effect: nothing says what would have
    happened without a channel.

    Refuses `attribution.no_conversions` (every rule), `attribution.no_times` (decay without ages) and
    `attribution.too_many_channels` (the chain of more than 2,000). ValueError for an unknown rule.
    """
    unknown = [rule for rule in rules if rule not in RULES]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no rule; there are {', '.join(RULES)}")
    total = float(found.conversions.sum())
    credit: dict[str, FloatArray] = {}
    refused: dict[str, Refusal] = {}
    for rule in rules:
        why = _refusal(found, rule, total)
        if why is not None:
            refused[rule] = why
        else:
            credit[rule] = _credit(found, rule, half_life, ends)
    return Allocation(found.channels, total, credit, refused)


def _refusal(found: Journeys, rule: str, total: float) -> Refusal | None:
    if total <= 0:
        reason = "No conversion came after a touch, so there is nothing to share out."
        return Refusal("attribution.no_conversions", reason)
    if rule == "decay" and found.age is None:
        reason = "The paths say nothing of when each touch was, so its weight cannot decay."
        return Refusal("attribution.no_times", reason)
    if rule == "markov" and len(found.channels) > MOST_CHANNELS:
        reason = (
            f"There are {len(found.channels):,} channels, more than the {MOST_CHANNELS:,} a chain can hold."
        )
        return Refusal("attribution.too_many_channels", reason)
    return None


def _credit(found: Journeys, rule: str, half_life: float, ends: float) -> FloatArray:
    if rule == "position":
        return position_based(found, ends)
    if rule == "decay":
        return time_decay(found, half_life)
    plain = {
        "first": first_touch,
        "last": last_touch,
        "linear": linear,
        "markov": markov_removal,
        "shapley": shapley_sets,
    }
    return plain[rule](found)
