"""What a reader of a roll-out's effect must know beside the figure, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accrue_stats.estimate import Estimate
from accrue_stats.rollout.refusals import MIN_PRE
from accrue_stats.rollout.result import Rollout

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Left:
    """Units by name that were left out, or are not what they seem; `at_ends`: periods left out at either end."""

    incomplete: Sequence[str]
    at_ends: int
    gap: str | None
    early: Sequence[str]
    late: Sequence[str]
    unnamed: Sequence[str]
    elsewhere: Sequence[str]
    without_controls: Sequence[str]


def warnings_of(
    found: Rollout | None, left: Left, *, anticipation: int, level: float, refused: bool
) -> tuple[str, ...]:
    """The sentences, first about the tables, then about the figure. With `refused` none that tells the figure."""
    told = list(_of_tables(left, anticipation))
    if found is not None:
        told += _of_design(found)
        if found.att is not None and not refused:
            told += _of_figure(found, found.att, level)
    return tuple(told)


def _of_tables(left: Left, anticipation: int) -> Iterator[str]:
    if left.incomplete:
        yield f"{_units(left.incomplete)} left out: not every period has a value."
    if left.at_ends:
        yield f"{left.at_ends} period(s) at the ends were left out, as units lack values there."
    if left.gap:
        yield f"Periods are counted as they follow each other, though {left.gap}."
    if left.early:
        reason = "before the panel begins, or in its first period"
        yield f"{_units(left.early)} left out: adopted {reason}" + (
            f", less the {anticipation} declared for anticipation." if anticipation else "."
        )
    if left.late:
        yield f"{_units(left.late)} adopted after the panel ends, and so had not adopted within it."
    if left.unnamed:
        yield f"{_units(left.unnamed)} not named in adoption, and so taken as never having adopted."
    if left.elsewhere:
        yield f"{_units(left.elsewhere)} of adoption have no rows in the panel."
    if left.without_controls:
        yield f"{_units(left.without_controls)} without an effect: nobody was left to compare with."


def _of_design(found: Rollout) -> Iterator[str]:
    if found.design.one_date:
        yield "All adopted at the same time, so whatever else befell just them then is in the figure."
    if 0 < found.design.before < MIN_PRE:
        yield (
            f"Only {found.design.before} period(s) before the first adoption; fewer than {MIN_PRE} show little of "
            "whether the units moved alike."
        )
    if found.att is not None and found.pre_trend is None:
        yield "Whether the units moved alike before could not be tested."
    if found.att is not None and not found.honest:
        yield "How far trends parted before is not known, so nothing says what the effect is if they part after."
    elif any(h.method == "closed" for h in (*found.honest, *found.honest_first)):
        yield (
            "A trend before does not vary between the units, so the sensitivity to trends is the closed bound, which is "
            "wider than the conditional test."
        )
    for check in found.checks:
        if check.passed is False:
            yield f"A placebo date shows an effect where there was none. {check.note}"


def _of_figure(found: Rollout, att: Estimate, level: float) -> Iterator[str]:
    clear = att.low > 0 or att.high < 0
    strong = next((h for h in found.honest if h.m == 1.0), None)
    if clear and strong is not None and strong.low <= 0 <= strong.high:
        yield (
            "If the units may drift apart as fast after adoption as they did at most before, the interval holds zero "
            f"({_signed(strong.low)} to {_signed(strong.high)})."
        )
    if clear and found.permutation is not None and found.permutation.p > 1 - level:
        yield (
            f"Dates given to other units do as well in {100 * found.permutation.p:.1f} % of cases, so it could be chance "
            "though the interval excludes zero."
        )
    if found.two_way is not None:
        value, negative = found.two_way
        if negative or not att.low <= value <= att.high:
            yield (
                f"A two-way fixed-effects regression would say {_signed(value)}, which is {_signed(value - att.value)} "
                f"off; it weighs {100 * negative:.0f} % of the treated periods negatively."
            )


def _units(names: Sequence[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:SHOWN])
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{len(names)} unit(s) ({shown}{more})"


def _signed(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
