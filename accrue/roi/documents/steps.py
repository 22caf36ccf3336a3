"""A waterfall as stacked columns: an unpainted series lifts each bar to where it starts."""

from __future__ import annotations

from collections.abc import Sequence

from accrue_facts.values import Step

NAMES = {"gain": "Benefit", "cost": "Cost", "sub": "Total", "net": "Total"}

type Series = tuple[str, list[float]]


def stacked(steps: Sequence[Step]) -> list[Series]:
    """Named series, "" for the unpainted ones. A bar across zero is drawn as its parts above and below it.

    Charts stack what is above zero and what is below it apart, so each bar needs a lift on its own side only.
    """
    ends, running = list[tuple[float, float]](), 0.0
    for step in steps:
        start = 0.0 if step.kind in ("sub", "net") else running
        running = start + step.value
        ends.append((min(start, running), max(start, running)))
    above = [(max(low, 0.0), max(high, 0.0)) for low, high in ends]
    below = [(min(high, 0.0), min(low, 0.0)) for low, high in ends]
    found: list[Series] = []
    for side in (above, below):
        found.append(("", [near for near, _ in side]))
        for name in dict.fromkeys(NAMES.values()):
            sizes = [
                far - near if NAMES[step.kind] == name else 0.0
                for step, (near, far) in zip(steps, side, strict=True)
            ]
            found.append((name, sizes))
    return [one for one in found if any(one[1])]
