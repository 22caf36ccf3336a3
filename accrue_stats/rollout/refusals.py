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
                f"{_only(design.treated)} began within the data and can be seen before and after; it takes at least "
                f"{FEWEST_UNITS}. Enter the dates of more of them, or bring in data that begin earlier or end later.",
            )
        )
    if design.controls < FEWEST_UNITS:
        found.append(
            Refusal(
                "rollout.few_controls",
                f"{_only(design.controls)} had not begun when the others did, so there is next to nothing to compare "
                f"with; it takes at least {FEWEST_UNITS}. Let some begin later, or bring in some that never begin.",
            )
        )
    if not design.varies:
        found.append(
            Refusal(
                "rollout.no_variation",
                "All move by exactly the same from each period to the next, so nothing can be told from comparing them. "
                "See whether their figures were copied or filled in.",
            )
        )
    if chance is not None and chance.smallest > PERMUTATION_P:
        found.append(
            Refusal(
                "rollout.permutation",
                f"With so few of them, chance alone does as well in {100 * chance.smallest:.0f} of 100 cases whatever "
                f"comes out; {100 * PERMUTATION_P:.0f} or fewer are needed. More teams, regions or products, or dates "
                "that lie apart, would make it possible.",
            )
        )
    if design.treated and design.before < min_pre:
        found.append(
            Refusal(
                "rollout.short_history",
                f"There {_periods(design.before)} before the first of them began; at least {min_pre} are needed to see "
                "whether they moved alike until then. Bring in data that begin earlier.",
            )
        )
    if before is not None and before.p < PRE_TREND_P:
        found.append(
            Refusal(
                "rollout.pre_trend",
                "Those that began were drifting away from the others already before they did "
                f"(p = {before.p:.2g}, below {PRE_TREND_P:.2f}), so what came after may be the same drift. Compare with "
                "others that moved alike before, or leave out those with a story of their own.",
            )
        )
    if flips:
        found.append(
            Refusal(
                "rollout.sign_flip",
                f"It hangs on {'a single one' if flips == 1 else f'single ones: any of {flips}'}, without which a gain "
                "is a loss or cannot be told. Look into those first, or wait until more have begun.",
            )
        )
    return tuple(found)


def _only(count: int) -> str:
    return (
        "None of the teams, regions or products"
        if not count
        else f"Only {count} of the teams, regions or products"
    )


def _periods(count: int) -> str:
    return "is 1 period" if count == 1 else f"are {count} periods"
