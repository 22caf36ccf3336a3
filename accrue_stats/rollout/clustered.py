"""Least squares with standard errors for rows that belong together, in one way or in two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from accrue_stats.estimate import FloatArray, finite_vector
from accrue_stats.rollout.cohorts import IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """`coefficients` and `se` (k,), in the order of the columns; `clusters`: how many there are, the fewer of two."""

    coefficients: FloatArray
    se: FloatArray
    clusters: int


def clustered_regression(
    y: ArrayLike, x: ArrayLike, clusters: ArrayLike, second: ArrayLike | None = None
) -> Regression:
    """Least squares of `y` (n,) on the columns of `x` (n, k; add the constant yourself).

    `clusters` (n,): any labels; rows with the same may depend on each other. With `second` (n,) rows that share
    either may: the one-way covariances are added and that of the pairs taken off; a covariance that is then not
    positive has its negative directions set to nothing. Each is corrected by G/(G − 1) · (n − 1)/(n − k).
    Trust it from some 40 clusters on. ValueError for missing values, columns that depend on each other, one cluster.

    Sources: Liang & Zeger (1986); Petersen, Review of Financial Studies 22 (2009); Cameron, Gelbach & Miller (2011).
    """
    outcome = finite_vector(y, "the outcome")
    columns = np.asarray(x, dtype=np.float64)
    if columns.ndim != 2 or columns.shape[0] != outcome.size or not np.isfinite(columns).all():
        raise ValueError(f"the columns must be a table of {outcome.size} rows without missing values")
    if np.linalg.matrix_rank(columns) < columns.shape[1] or outcome.size <= columns.shape[1]:
        raise ValueError("the columns depend on each other, or there are no more rows than columns")
    first = _codes(clusters, outcome.size)
    inverse = np.linalg.inv(columns.T @ columns)
    beta = inverse @ (columns.T @ outcome)
    score = columns * (outcome - columns @ beta)[:, None]
    covariance, count = _covariance(score, first, inverse), int(first.max()) + 1
    if second is not None:
        other = _codes(second, outcome.size)
        pairs = np.unique(first * (int(other.max()) + 1) + other, return_inverse=True)[1].astype(np.int64)
        covariance = covariance + _covariance(score, other, inverse) - _covariance(score, pairs, inverse)
        count = min(count, int(other.max()) + 1)
        size, directions = np.linalg.eigh(covariance)
        covariance = (directions * np.maximum(size, 0.0)) @ directions.T
    return Regression(beta, np.sqrt(np.diag(covariance)), count)


def _codes(labels: ArrayLike, n: int) -> IntArray:
    raw = np.asarray(labels)
    if raw.shape != (n,):
        raise ValueError(f"there are {n} rows, and clusters of the shape {raw.shape}")
    codes = np.unique(raw, return_inverse=True)[1].astype(np.int64)
    if not codes.any():
        raise ValueError("all rows are in one cluster; at least two are needed")
    return codes


def _covariance(score: FloatArray, codes: IntArray, inverse: FloatArray) -> FloatArray:
    (n, k), groups = score.shape, int(codes.max()) + 1
    sums = np.zeros((groups, k))
    np.add.at(sums, codes, score)
    correction = groups / (groups - 1) * (n - 1) / (n - k)
    return np.asarray(correction * inverse @ (sums.T @ sums) @ inverse, dtype=np.float64)
