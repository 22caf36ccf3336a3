"""Scores that mean what they say: isotonic calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

from accrue_stats.estimate import FloatArray

MOST_ERROR = 0.05
"""The expected calibration error above which scores are calibrated."""


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A curve that never falls, from raw score (`at`) to share of positives (`share`)."""

    at: FloatArray
    share: FloatArray

    def apply(self, score: FloatArray) -> FloatArray:
        """Shape (rows,), between the points in a straight line, beyond the ends level."""
        return np.asarray(np.interp(score, self.at, self.share), dtype=np.float64)


def fit_isotonic(y: FloatArray, score: FloatArray) -> Calibration:
    """The curve nearest to the outcomes `y` of rows the model had not seen, by least squares.

    Source: B. Zadrozny, C. Elkan, KDD (2002).
    """
    at, rank = np.unique(score, return_inverse=True)
    count = np.bincount(rank)
    share = isotonic_regression(np.bincount(rank, y) / count, weights=count).x
    return Calibration(at, np.clip(np.asarray(share, dtype=np.float64), 0.0, 1.0))
