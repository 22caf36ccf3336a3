"""From purchases to one row per customer: how often, how recently, for how long known, how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from accrue_stats.estimate import FloatArray, finite_vector

type IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CustomerSummary:
    """One entry per customer whose first purchase is in the calibration, in the order of their ids.

    Times in periods of `days_per_period` days. `frequency`: repeat purchases, i.e. distinct days after the first;
    `recency`: from the first to the last of them; `observed` (T): from the first to the end of calibration;
    `mean_value`: mean value of a repeat purchase, money (NaN without one); `first_value`: of the first purchase;
    `holdout`: purchases (distinct days) after the calibration, up to the holdout's end.
    """

    person: tuple[object, ...]
    frequency: FloatArray
    recency: FloatArray
    observed: FloatArray
    mean_value: FloatArray
    first_value: FloatArray
    holdout: FloatArray


def summarise_customers(
    person: ArrayLike,
    day: ArrayLike,
    value: ArrayLike,
    *,
    calibration_end: int,
    holdout_end: int | None = None,
    days_per_period: float = 7.0,
) -> CustomerSummary:
    """Recency, frequency and value of every customer, one row per transaction in.

    `person`: ids (all text or all numbers); `day`: whole day numbers from any fixed day, in which `calibration_end`
    and `holdout_end` (both inclusive) are given too; `value`: money. All transactions of one person on one day are
    one purchase worth their sum; a day with only refunds (negative values) is none. Purchases after `holdout_end`
    are left out, None = keep all.
    ValueError for different lengths, a fractional day, missing values, or when nobody bought in the calibration.

    Source: Fader, Hardie & Lee (2005), section 4; brucehardie.com/notes/026 for the distinct-day rule.
    """
    who, when, money = np.asarray(person), finite_vector(day, "the days"), finite_vector(value, "the values")
    if not who.shape == when.shape == money.shape:
        raise ValueError(f"person, day and value differ in length: {who.shape}, {when.shape}, {money.shape}")
    if np.any(when != np.floor(when)):
        raise ValueError("days must be whole day numbers")
    if days_per_period <= 0:
        raise ValueError(f"a period must last longer than {days_per_period} days")
    last = np.inf if holdout_end is None else float(holdout_end)
    if last < calibration_end:
        raise ValueError("the holdout must end after the calibration")
    ids, code = np.unique(who, return_inverse=True)
    code, date, worth = _purchases(code, when, money)

    first = np.full(ids.size, np.inf)
    np.minimum.at(first, code, date)
    known = first <= calibration_end
    if not known.any():
        raise ValueError("nobody bought before the end of the calibration")
    repeat = (date > first[code]) & (date <= calibration_end)
    later = (date > calibration_end) & (date <= last)
    recent = first.copy()
    np.maximum.at(recent, code[repeat], date[repeat])
    frequency = _sum(code[repeat], np.ones(int(repeat.sum())), ids.size)
    spent = _sum(code[repeat], worth[repeat], ids.size)
    opening = date == first[code]
    return CustomerSummary(
        person=tuple(ids[known].tolist()),
        frequency=frequency[known],
        recency=(recent[known] - first[known]) / days_per_period,
        observed=(calibration_end - first[known]) / days_per_period,
        mean_value=np.divide(spent, frequency, out=np.full(ids.size, np.nan), where=frequency > 0)[known],
        first_value=_sum(code[opening], worth[opening], ids.size)[known],
        holdout=_sum(code[later], np.ones(int(later.sum())), ids.size)[known],
    )


def _purchases(code: IntArray, day: FloatArray, money: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """One entry per person and day with at least one transaction that is no refund: person, day, sum of that day."""
    order = np.lexsort((day, code))
    code, day, money = code[order], day[order], money[order]
    starts = np.flatnonzero(np.r_[code.size > 0, (code[1:] != code[:-1]) | (day[1:] != day[:-1])])
    if not starts.size:
        raise ValueError("there are no purchases")
    worth = np.add.reduceat(money, starts)
    bought = np.add.reduceat((money >= 0).astype(np.int64), starts) > 0
    return code[starts][bought], day[starts][bought], worth[bought]


def _sum(code: IntArray, amounts: FloatArray, size: int) -> FloatArray:
    return np.bincount(code, weights=amounts, minlength=size).astype(np.float64)
