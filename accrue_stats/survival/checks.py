"""Whether enough ended, and was watched for long enough, to say how long things last."""

from __future__ import annotations

from collections.abc import Mapping

from accrue_stats.estimate import Refusal
from accrue_stats.survival.curve import Survival

MIN_EVENTS = 20


def event_refusals(events: Mapping[str, int]) -> tuple[Refusal, ...]:
    """A refusal for each group, by name, in which fewer than 20 ended."""
    return tuple(
        Refusal(
            "retention.too_few_events",
            f"In {name} only {count} ended; at least {MIN_EVENTS} in each group are needed to say how long they last.",
        )
        for name, count in events.items()
        if count < MIN_EVENTS
    )


def horizon_refusals(curves: Mapping[str, Survival], horizon: float) -> tuple[Refusal, ...]:
    """A refusal for each group that was not watched until `horizon` while some of it were still there."""
    return tuple(
        Refusal(
            "retention.horizon",
            f"In {name} nobody was watched beyond {curve.last:g}, so nothing is known until {horizon:g}.",
        )
        for name, curve in curves.items()
        if horizon > curve.last and not curve.ends
    )
