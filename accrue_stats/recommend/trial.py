"""Which way to recommend: tried on what people bought after a day, knowing only what was bought before it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, FloatArray, Refusal, check_level
from accrue_stats.recommend.baskets import Baskets, baskets_of
from accrue_stats.recommend.methods import ranking, top_items

FEWEST = 50
MOST_PEOPLE = 20_000
SIZE = 10
SHARES = (1 / 12, 1 / 6, 1 / 3)
PLENTY = 200


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """`hit_rate[method]`: the share of `people` who bought one of ten items recommended. `lift`: that of the best other
    method less that of popularity, with the interval of the paired difference; `chosen` is popularity unless the
    interval lies above 0. None where refused."""

    people: int
    hit_rate: dict[str, float]
    best: str | None
    lift: Estimate | None
    chosen: str | None
    refusals: tuple[Refusal, ...] = ()


def try_methods(
    person: NDArray[np.int64],
    item: NDArray[np.int64],
    later: NDArray[np.bool_],
    methods: Sequence[str],
    *,
    only_new: bool,
    level: float = 0.90,
    seed: int = 1,
) -> Trial:
    """Hit-rate@10 of each of `methods` (the first is what the others are held against) from purchases, shape (rows,).

    Tried on people who bought before, and afterwards (`later`) an item that was sold before, with `only_new` one they
    had not bought; at most 20,000 of them, at random. Refuses `recommend.too_few_people` under 50.
    """
    check_level(level)
    people, items = int(person.max()) + 1, int(item.max()) + 1
    before = baskets_of(person[~later], item[~later], people, items)
    wanted = _wanted(before, person[later], item[later], people, items, only_new)
    tested = np.flatnonzero((np.diff(wanted.indptr) > 0) & (np.diff(before.counts.indptr) > 0))
    if tested.size < FEWEST:
        what = "something new" if only_new else "something"
        reason = f"{tested.size:,} people bought before the split and {what} after it; at least {FEWEST} are needed."
        return Trial(int(tested.size), {}, None, None, None, (Refusal("recommend.too_few_people", reason),))
    if tested.size > MOST_PEOPLE:
        tested = np.sort(np.random.default_rng(seed).choice(tested, MOST_PEOPLE, replace=False))
    hits = {method: _hits(before, wanted, method, tested, only_new) for method in methods}
    rates = {method: float(hit.mean()) for method, hit in hits.items()}
    base = methods[0]
    best = max(methods[1:], key=lambda method: rates[method])
    lift = _paired(hits[best] - hits[base], level)
    return Trial(int(tested.size), rates, best, lift, best if lift.low > 0 else base)


def _wanted(
    before: Baskets,
    person: NDArray[np.int64],
    item: NDArray[np.int64],
    people: int,
    items: int,
    only_new: bool,
) -> sparse.csr_array:
    after = sparse.csr_array((np.ones(person.size), (person, item)), shape=(people, items))[:, before.items]
    after = sparse.csr_array((after > 0).astype(np.float32))
    if only_new:
        after = sparse.csr_array(after - after.multiply(before.held))
    after.eliminate_zeros()
    return after


def _hits(
    before: Baskets, wanted: sparse.csr_array, method: str, tested: NDArray[np.int64], only_new: bool
) -> FloatArray:
    columns, scores = top_items(before, ranking(before, method), tested, size=SIZE, only_new=only_new)
    rows = np.repeat(tested, columns.shape[1])
    bought = np.asarray(wanted[rows, columns.ravel()]).reshape(columns.shape)
    return ((bought > 0) & np.isfinite(scores)).any(axis=1).astype(np.float64)


def _paired(difference: FloatArray, level: float) -> Estimate:
    value = float(difference.mean())
    se = float(difference.std(ddof=1)) / math.sqrt(difference.size)
    reach = two_sided(level) * se
    return Estimate(value, value - reach, value + reach, level, se)


def split_day(day: NDArray[np.int64], person: NDArray[np.int64]) -> int:
    """The first day that is tried on: the last twelfth of the days, or sixth or third, whichever first leaves 200 people
    who bought both before it and from then on. The last of them where none does."""
    first, last = int(day.min()), int(day.max())
    cut = last
    for share in SHARES:
        cut = last + 1 - max(math.ceil(share * (last + 1 - first)), 1)
        late = day >= cut
        if np.intersect1d(person[late], person[~late]).size >= PLENTY:
            return cut
    return cut
