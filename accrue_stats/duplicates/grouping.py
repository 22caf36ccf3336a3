"""From pairs to groups, and how well pairs agree with what is known to be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from accrue_stats.duplicates.finding import Found
from accrue_stats.duplicates.weighing import Ints


@dataclass(frozen=True)
class Claimed:
    """What is said to be the same at a threshold. `rows_of` gives, by the first of equal rows, all of them."""

    pairs: int
    group: Ints  # (rows,) the group of each row; a row alone is a group of its own
    groups: int  # of two rows and more
    expected_right: float
    """How many of the pairs should be right by their own certainties."""
    linked: Sequence[tuple[int, int, float]]  # first rows
    copied: Sequence[tuple[int, float]]
    rows_of: dict[int, list[int]]

    def each_pair(self) -> Iterator[tuple[int, int, float]]:
        """Every pair of rows (left < right), copies among them."""
        for first, certainty in self.copied:
            for left, right in combinations(self.rows_of[first], 2):
                yield left, right, certainty
        for one, other, certainty in self.linked:
            for left in self.rows_of.get(one, [one]):
                for right in self.rows_of.get(other, [other]):
                    yield min(left, right), max(left, right), certainty


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the pairs said to be the same how many are, and of those that are how many were said; None where there are none."""

    right: int
    true_pairs: int
    precision: float | None
    recall: float | None
    f1: float | None


def claimed(found: Found, threshold: float) -> Claimed:
    """The pairs of at least this probability and the groups they make, following them from row to row."""
    firsts, rows = found.first_alike, len(found.first_alike)
    rows_of: dict[int, list[int]] = {}
    for row in np.flatnonzero(firsts != np.arange(rows)).tolist():
        rows_of.setdefault(int(firsts[row]), [int(firsts[row])]).append(row)
    copied = [(first, float(p)) for first in rows_of if (p := found.copies_certainty[first]) >= threshold]
    kept = found.certainty >= threshold
    linked = list(
        zip(*(each[kept].tolist() for each in (found.left, found.right, found.certainty)), strict=True)
    )
    sizes = {first: len(members) for first, members in rows_of.items()}
    counts = [(sizes[first] * (sizes[first] - 1) // 2, p) for first, p in copied]
    counts += [(sizes.get(one, 1) * sizes.get(other, 1), p) for one, other, p in linked]
    group, groups = _groups(rows, linked, copied, rows_of)
    return Claimed(
        sum(n for n, _ in counts),
        group,
        groups,
        float(sum(n * p for n, p in counts)),
        linked,
        copied,
        rows_of,
    )


def _groups(
    rows: int,
    linked: Sequence[tuple[int, int, float]],
    copied: Sequence[tuple[int, float]],
    rows_of: dict[int, list[int]],
) -> tuple[Ints, int]:
    """A link between rows said to be the same as others holds for all their copies."""
    edges = [(one, other) for one, other, _ in linked]
    edges += [(first, row) for first, _ in copied for row in rows_of[first][1:]]
    for one, other, _ in linked:
        edges += [(one, row) for row in rows_of.get(other, [])[1:]]
        edges += [(other, row) for row in rows_of.get(one, [])[1:]]
    if not edges:
        return np.arange(rows, dtype=np.int64), 0
    ends = np.array(edges, dtype=np.int64).T
    graph = coo_array((np.ones(ends.shape[1], dtype=np.int8), (ends[0], ends[1])), shape=(rows, rows))
    _, group = connected_components(graph, directed=False)
    return group.astype(np.int64), int((np.bincount(group) > 1).sum())


def agreement(said: Claimed, truth: Sequence[str | None]) -> Agreement:
    """Pairs said against rows known to be the same: those of one label. Rows without a label are nobody's."""
    labels = np.array([-1 if label is None else number for label, number in _numbered(truth)])
    of_label = np.bincount(labels[labels >= 0]) if np.any(labels >= 0) else np.zeros(0, dtype=np.int64)
    true_pairs = int((of_label * (of_label - 1) // 2).sum())
    count = {first: Counter(labels[members].tolist()) for first, members in said.rows_of.items()}
    right = sum(
        n * (n - 1) // 2 for first, _ in said.copied for label, n in count[first].items() if label >= 0
    )
    for one, other, _ in said.linked:
        if one not in count and other not in count:
            right += int(labels[one] == labels[other] and labels[one] >= 0)
            continue
        mine = count.get(one) or Counter([int(labels[one])])
        theirs = count.get(other) or Counter([int(labels[other])])
        right += sum(n * theirs[label] for label, n in mine.items() if label >= 0)
    precision = right / said.pairs if said.pairs else None
    recall = right / true_pairs if true_pairs else None
    both = precision is not None and recall is not None
    f1 = 2 * right / (said.pairs + true_pairs) if both else None
    return Agreement(right, true_pairs, precision, recall, f1)


def _numbered(truth: Sequence[str | None]) -> Iterator[tuple[str | None, int]]:
    known: dict[str, int] = {}
    for label in truth:
        yield label, -1 if label is None else known.setdefault(label, len(known))
