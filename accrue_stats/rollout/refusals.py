"""When a roll-out carries no number, with the reason in words."""

from __future__ import annotations

from dataclasses import dataclass

from accrue_stats.estimate import Refusal
from accrue_stats.rollout.permutation import Permutation
from accrue_stats.rollout.pre_trend import PreTrend

FEWEST_UNITS = 2
MIN_PRE = 8
PERMUTATION_P = 0.05
PRE_TREND_P = 0.10


@dataclass(frozen=True, slots=True)
class Design:
    """`treated`: units with an effect that can be measured; `controls`: units they are held against; `before`: the
    fewest untouched periods before an adoption; `varies`: not all units move alike; `one_date`: all adopt at once."""

    treated: int
    controls: int
    before: int
    varies: bool
    one_date: bool


def refusals_of(
    design: Design,
    chance: Permutation | None,
    before: PreTrend | None,
    flips: int | None,
    *,
    min_pre: int = MIN_PRE,
) -> tuple[Refusal, ...]:
    """Fewer than two treated units or controls; a smallest attainable permutation p above .05; fewer than `min_pre`
    periods before; a pre-trend p below .10; `flips` > 0 units without any one of which the sign is another; all units
    moving alike."""
    found = []
    if design.treated < FEWEST_UNITS:
        found.append(
            Refusal(
                "rollout.few_treated",
                f"{_units(design.treated)} adopted within the panel, with untouched periods before; at least "
                f"{FEWEST_UNITS} are needed.",
            )
        )
    if design.controls < FEWEST_UNITS:
        found.append(
            Refusal(
                "rollout.few_controls",
                f"{_units(design.controls)} can be compared with, having adopted not yet or never; at least "
                f"{FEWEST_UNITS} are needed.",
            )
        )
    if not design.varies:
        found.append(
            Refusal(
                "rollout.no_variation",
                "All units move exactly alike in every period, so nothing can be told from them.",
            )
        )
    if chance is not None and chance.smallest > PERMUTATION_P:
        found.append(
            Refusal(
                "rollout.permutation",
                f"The dates can fall to these units in only {chance.ways} ways, so chance alone explains any result with "
                f"a probability of {chance.smallest:.3g} or more; {PERMUTATION_P} or less is needed.",
            )
        )
    if design.treated and design.before < min_pre:
        found.append(
            Refusal(
                "rollout.short_history",
                f"The first to adopt has {design.before} period(s) before it; at least {min_pre} are needed to see "
                "whether the units moved alike (fewer can be declared with min-pre, which lowers the grade).",
            )
        )
    if before is not None and before.p < PRE_TREND_P:
        found.append(
            Refusal(
                "rollout.pre_trend",
                f"Before adoption the units already moved apart (p = {before.p:.2g}, below {PRE_TREND_P:.2f}), so what "
                "came after need not come from it.",
            )
        )
    if flips:
        found.append(
            Refusal(
                "rollout.sign_flip",
                f"Without any one of {flips} of the units the effect changes its sign, or cannot be told, so it rests "
                "on single units.",
            )
        )
    return tuple(found)


def _units(count: int) -> str:
    return "No unit" if not count else f"Only {count} unit"
