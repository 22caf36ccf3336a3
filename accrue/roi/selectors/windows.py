"""How a measure stood in a window of whole months, out of the figures of its days."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import NormalDist, fmean, stdev

from accrue.errors import Invalid
from accrue_facts.measures.answer import Answer, Figure
from accrue_facts.measures.definition import Measure
from accrue_facts.measures.question import Question

CENT = Decimal("0.01")
LEVEL = 0.90
LONGEST = 30  # years


@dataclass(frozen=True, slots=True)
class Window:
    """The figure with its interval (None below three months that had any, or without days), and how much it was read from."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    months: int
    records: int
    coverage: Decimal | None
    fingerprint: str


def questions_of(whole: Question) -> list[Question]:
    """The window as a whole, then its days, year by year: what `window_of` is told the answers of."""
    found = [whole]
    if not (whole.defined.has_steps and not whole.defined.growth_of):
        return found
    first = whole.first
    while first <= whole.last:
        last = min(whole.last, date(first.year, 12, 31))
        found.append(replace(whole, first=first, last=last, step="day"))
        first = last + timedelta(days=1)
    return found


def window_of(whole: Question, answers: Sequence[Answer]) -> Window | None:
    """None where there is nothing in the window.

    What is added up is the mean of its months; a share or an average is that of the window, with the residuals of its
    months (the ratio estimator). Intervals are Student's t over the months at 90 %.
    """
    measure, total = whole.defined, answers[0].total
    days = [(date.fromisoformat(at.name), at.figure) for one in answers[1:] for at in one.steps]
    months = (whole.last.year - whole.first.year) * 12 + whole.last.month - whole.first.month + 1
    rows = total.rows if total else 0
    if total is None or total.value is None or not (rows or total.below):
        return None
    value, half = _figure(measure, total, _by_month(whole.first, months, days) if days else [])
    covered = sum(1 for _, one in days if one.rows or one.below) / ((whole.last - whole.first).days + 1)
    told = [f"{day} {one.top!r} {one.below!r} {one.rows}" for day, one in days if one.rows or one.below]
    head = f"{measure.name} {whole.first} {whole.last} {whole.only} {answers[0].currency} {total.value!r}"
    return Window(
        _cents(value),
        None if half is None else _cents(value - half),
        None if half is None else _cents(value + half),
        months,
        rows,
        Decimal(str(round(covered, 4))) if days else None,
        hashlib.sha256("\n".join([head, *told]).encode()).hexdigest(),
    )


def month_ends(first: date, last: date) -> None:
    """Raises Invalid unless the window is whole months."""
    wrong = {}
    if first.day != 1:
        wrong["starts_on"] = "Choose the first day of a month."
    if (last + timedelta(days=1)).day != 1:
        wrong["ends_on"] = "Choose the last day of a month."
    if last <= first:
        wrong["ends_on"] = "After the first day."
    elif last.year - first.year > LONGEST:
        wrong["starts_on"] = f"At most {LONGEST} years."
    if wrong:
        raise Invalid("roi.window_invalid", "A baseline is over whole months.", fields=wrong)


def _by_month(first: date, months: int, days: list[tuple[date, Figure]]) -> list[tuple[float, float]]:
    sums = [(0.0, 0.0)] * months
    for day, one in days:
        at = (day.year - first.year) * 12 + day.month - first.month
        sums[at] = (sums[at][0] + one.top, sums[at][1] + (one.below or 0.0))
    return sums


def _figure(measure: Measure, total: Figure, months: list[tuple[float, float]]) -> tuple[float, float | None]:
    """The figure, and half its interval."""
    n = len(months)
    if not measure.is_ratio and months:
        tops = [top for top, _ in months]
        half = student_t(n - 1) * stdev(tops) / math.sqrt(n) if n > 2 else None
        return fmean(tops), half
    value = total.value or 0.0
    months = [(top, one) for top, one in months if one > 0]  # a month without any says nothing of a share
    n, below = len(months), sum(one for _, one in months)
    if n < 3:
        return value, None
    ratio = sum(top for top, _ in months) / below
    spread = stdev([top - ratio * one for top, one in months])
    return value, student_t(n - 1) * spread * math.sqrt(n) / below * measure.factor


def student_t(freedom: int) -> float:
    """The 95 % point of Student's t, by the expansion of Cornish and Fisher around the normal's (Abramowitz 26.7.5).

    Right to 0.2 % from three degrees of freedom on; exact for one and two.
    """
    exact = {1: 6.313751515, 2: 2.91998558, 3: 2.353363435, 4: 2.131846786}
    if freedom in exact:
        return exact[freedom]
    x, n = NormalDist().inv_cdf(0.5 + LEVEL / 2), freedom
    terms = (
        (x**3 + x) / (4 * n),
        (5 * x**5 + 16 * x**3 + 3 * x) / (96 * n**2),
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / (384 * n**3),
    )
    return x + sum(terms)


def _cents(value: float) -> Decimal:
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_EVEN)
