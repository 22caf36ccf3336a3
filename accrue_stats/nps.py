"""Net promoter score with an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, Refusal, check_level


@dataclass(frozen=True, slots=True)
class Nps:
    """Both on the scale −100 … 100. Both are None, with the reason, when nobody answered."""

    nps: Estimate | None
    adjusted: Estimate | None
    answers: int
    refusals: tuple[Refusal, ...] = ()


def nps(
    promoters: int, passives: int, detractors: int, level: float = 0.90, *, design_effect: float = 1.0
) -> Nps:
    """100 (P − D)/N from counts of answers (9–10, 7–8, 0–6), as a simple random sample.

    `nps` is the plain score with the Wald interval; `adjusted` adds ¾, 1½ and ¾ answers first, which keeps the
    nominal coverage in small samples and at the ends. Bounds are cut at ±100. `design_effect` (`surveys`) widens both
    where people answered more than once. ValueError for a negative or fractional count, or a design effect below 1.

    Source: B. Rocks, Interval estimation for the "net promoter score", The American Statistician 70 (2016).
    """
    check_level(level)
    counts = [
        _count(n, name)
        for n, name in ((promoters, "promoters"), (passives, "passives"), (detractors, "detractors"))
    ]
    answers = sum(counts)
    if not answers:
        return Nps(None, None, 0, (Refusal("nps.no_answers", "There are no answers, so there is no score."),))
    if not design_effect >= 1:
        raise ValueError(f"a design effect is 1 or more, not {design_effect}")
    plain = _wald(counts[0], counts[1], counts[2], level, design_effect)
    adjusted = _wald(counts[0] + 0.75, counts[1] + 1.5, counts[2] + 0.75, level, design_effect)
    return Nps(plain, adjusted, answers)


def nps_change(before: Nps, after: Nps) -> Estimate | None:
    """after − before, of different answers; None where one has no score. On the scale −200 … 200.

    The value is the difference of the plain scores; its interval puts together the distances to the bounds of the
    adjusted ones (square-and-add), which stays honest with few answers. ValueError for different levels.

    Source: Zou & Donner, Statistics in Medicine 27 (2008), for the method; Rocks (2016) for the bounds.
    """
    if before.nps is None or after.nps is None or before.adjusted is None or after.adjusted is None:
        return None
    if before.nps.level != after.nps.level:
        raise ValueError("both scores must have the same level")
    down = (_beyond(after.nps.value, after.adjusted.low), _beyond(before.adjusted.high, before.nps.value))
    up = (_beyond(after.adjusted.high, after.nps.value), _beyond(before.nps.value, before.adjusted.low))
    change = after.nps.value - before.nps.value
    return Estimate(change, change - math.hypot(*down), change + math.hypot(*up), after.nps.level)


def _beyond(high: float, low: float) -> float:
    return max(high - low, 0.0)


def _wald(
    promoters: float, passives: float, detractors: float, level: float, design_effect: float
) -> Estimate:
    n = promoters + passives + detractors
    score = (promoters - detractors) / n
    # (P + D)/n − score² without the cancellation
    spread = (4 * promoters * detractors + passives * (promoters + detractors)) / n**2
    se = 100 * math.sqrt(design_effect * spread / n)
    reach = two_sided(level) * se
    return Estimate(100 * score, max(100 * score - reach, -100.0), min(100 * score + reach, 100.0), level, se)


def _count(n: float, name: str) -> int:
    if not (math.isfinite(n) and n >= 0 and n == int(n)):
        raise ValueError(f"{name} must be a whole number of answers, 0 or more, not {n}")
    return int(n)
