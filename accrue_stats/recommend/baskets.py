"""Who bought what: people by items, counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from accrue_stats.estimate import FloatArray

type IntArray = NDArray[np.int64]
MOST_ITEMS = 3000
"""Items bought by most people that are looked at; rarer ones are never recommended."""


@dataclass(frozen=True, slots=True, eq=False)
class Baskets:
    """`counts`, sparse, shape (people, items): how often each was bought. `items` are positions in the caller's list, in
    the order of their popularity, and `popularity`, shape (items,), is how many people bought them."""

    counts: sparse.csr_array
    items: IntArray
    popularity: FloatArray

    @property
    def held(self) -> sparse.csr_array:
        """1 where a person ever bought the item."""
        return sparse.csr_array((self.counts > 0).astype(np.float32))


def baskets_of(person: IntArray, item: IntArray, people: int, items: int, most: int = MOST_ITEMS) -> Baskets:
    """From one entry per purchase: positions of person and item. Items nobody bought are left out.

    Ties in popularity go by the position of the item.
    """
    ones = np.ones(person.size)
    counts = sparse.csr_array((ones, (person, item)), shape=(people, items))
    counts.sum_duplicates()
    popularity = np.bincount(counts.indices, minlength=items).astype(np.float64)
    order = np.argsort(-popularity, kind="stable")
    kept = order[: min(most, int((popularity > 0).sum()))].astype(np.int64)
    return Baskets(sparse.csr_array(counts[:, kept]), kept, popularity[kept])
