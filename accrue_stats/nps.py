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


def nps(promoters: int, passives: int, detractors: int, level: float = 0.90) -> Nps:
    """100 (P − D)/N from counts of answers (9–10, 7–8, 0–6), as a simple random sample.

    `nps` is the plain score with the Wald interval; `adjusted` adds ¾, 1½ and ¾ answers first, which keeps the
    nominal coverage in small samples and at the ends. Bounds are cut at ±100.
    ValueError for a negative or fractional count.

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
    plain = _wald(counts[0], counts[1], counts[2], level)
    adjusted = _wald(counts[0] + 0.75, counts[1] + 1.5, counts[2] + 0.75, level)
    return Nps(plain, adjusted, answers)


def _wald(promoters: float, passives: float, detractors: float, level: float) -> Estimate:
    n = promoters + passives + detractors
    score = (promoters - detractors) / n
    # (P + D)/n − score² without the cancellation
    spread = (4 * promoters * detractors + passives * (promoters + detractors)) / n**2
    se = 100 * math.sqrt(spread / n)
    reach = two_sided(level) * se
    return Estimate(100 * score, max(100 * score - reach, -100.0), min(100 * score + reach, 100.0), level, se)


def _count(n: float, name: str) -> int:
    if not (math.isfinite(n) and n >= 0 and n == int(n)):
        raise ValueError(f"{name} must be a whole number of answers, 0 or more, not {n}")
    return int(n)
