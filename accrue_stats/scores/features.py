"""What is known of each row: numbers and categories, and how a linear model sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accrue_stats.estimate import FloatArray

type CodeArray = NDArray[np.int64]
FEWEST = 10
"""Rows of a category, below which it is taken together with the other rare ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """`numbers`, shape (rows, numeric), nan where missing; `codes`, shape (rows, categorical), −1 where missing, else a
    position in that column's `levels`."""

    numeric: tuple[str, ...]
    numbers: FloatArray
    categorical: tuple[str, ...]
    codes: CodeArray
    levels: tuple[tuple[str, ...], ...]

    @property
    def rows(self) -> int:
        return int(self.numbers.shape[0])

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.numeric, *self.categorical)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Features:
        """Only these rows."""
        return Features(self.numeric, self.numbers[rows], self.categorical, self.codes[rows], self.levels)


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """How features become columns of a linear model, learnt on the rows it was fitted to.

    Numbers: the median where missing, a column that says so, and all in standard deviations from the mean. Categories:
    a column of 0 and 1 for each level that is not rare, one for the rare ones, one for missing; centred.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]
    median: FloatArray
    mean: FloatArray
    scale: FloatArray
    gaps: tuple[int, ...]
    kept: tuple[tuple[int, ...], ...]

    def apply(self, features: Features) -> FloatArray:
        """Shape (rows, columns)."""
        return (self._raw(features) - self.mean) / self.scale

    def _raw(self, features: Features) -> FloatArray:
        missing = np.isnan(features.numbers)
        parts = [np.where(missing, self.median, features.numbers), missing[:, list(self.gaps)]]
        for column, kept in enumerate(self.kept):
            code = features.codes[:, column]
            flags = code[:, None] == np.asarray(kept, dtype=np.int64)
            rare = (code >= 0) & ~flags.any(axis=1)
            parts += [flags, rare[:, None], (code < 0)[:, None]]
        return np.concatenate([part.astype(np.float64) for part in parts], axis=1)


def fit_encoding(features: Features) -> Encoding:
    """Learn the columns from these rows. A level held by fewer than 10 of them is rare; constant columns become 0."""
    numbers = features.numbers
    empty = np.isnan(numbers).all(axis=0)
    median = np.zeros(numbers.shape[1])
    if (~empty).any():
        median[~empty] = np.nanmedian(numbers[:, ~empty], axis=0)
    gaps = tuple(int(i) for i in np.flatnonzero(np.isnan(numbers).any(axis=0)))
    kept = tuple(_frequent(features.codes[:, i], len(levels)) for i, levels in enumerate(features.levels))
    names = [*features.numeric, *(f"{features.numeric[i]}=missing" for i in gaps)]
    columns = [*features.numeric, *(features.numeric[i] for i in gaps)]
    for column, levels, own in zip(features.categorical, features.levels, kept, strict=True):
        names += [*(f"{column}={levels[i]}" for i in own), f"{column}=other", f"{column}=missing"]
        columns += [column] * (len(own) + 2)
    size = len(names)
    plain = Encoding(tuple(names), tuple(columns), median, np.zeros(size), np.ones(size), gaps, kept)
    raw = plain.apply(features)
    spread = raw.std(axis=0)
    constant = spread <= 1e-12 * np.maximum(np.abs(raw).max(axis=0, initial=0.0), 1e-300)
    # categories keep their 0 and 1, so that the penalty weighs a rare level by its rarity
    is_number = np.arange(size) < len(features.numeric)
    scale = np.where(constant, 1.0, np.where(is_number, spread, 1.0))
    return Encoding(plain.names, plain.columns, median, raw.mean(axis=0), scale, gaps, kept)


def _frequent(codes: CodeArray, levels: int) -> tuple[int, ...]:
    held = np.bincount(codes[codes >= 0], minlength=levels)
    fewest = min(FEWEST, max(codes.size // 20, 1))
    return tuple(int(i) for i in np.flatnonzero(held >= fewest))
