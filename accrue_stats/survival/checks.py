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
            f"In {name} {'only ' if count else ''}{count or 'none'} ended; at least {MIN_EVENTS} in each group are needed to say how long they last.",
        )
        for name, count in events.items()
        if count < MIN_EVENTS
    )


def horizon_refusals(curves: Mapping[str, Survival], horizon: float) -> tuple[Refusal, ...]:
    """A refusal for each group that was not watched until `horizon` while some of it were still there, or of which none
    ended by then."""
    found = []
    for name, curve in curves.items():
        if horizon > curve.last and not curve.ends:
            reason = (
                f"In {name} nobody was watched beyond {curve.last:g}, so nothing is known until {horizon:g}."
            )
            found.append(Refusal("retention.horizon", reason))
        elif horizon > 0 and curve.events.any() and not curve.events[curve.times <= horizon].any():
            reason = (
                f"In {name} nothing ended by {horizon:g} (the first did at {curve.times[curve.events > 0][0]:g}), so how "
                "sure the mean until then is cannot be told. Take a later horizon."
            )
            found.append(Refusal("retention.nothing_ended", reason))
    return tuple(found)
