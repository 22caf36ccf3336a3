"""Maximum likelihood for models with a few positive parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

from accrue_stats.estimate import FloatArray

REACH = 16.0  # logs of parameters stay within ±16: beyond it a model has become its own limit

type LogLikelihood = Callable[[FloatArray], tuple[float, FloatArray]]


def maximise(log_likelihood: LogLikelihood, starts: Sequence[Sequence[float]], size: float) -> FloatArray:
    """The positive parameters with the highest likelihood found from any of `starts`.

    `log_likelihood` takes the parameters and returns its value and its gradient by the *logarithms* of them; `size`
    is about the number of observations (it scales the search only). Works in logs, so parameters stay positive and
    their scales do not matter. ValueError when no start leads to a finite likelihood.
    """

    def loss(logs: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = log_likelihood(np.exp(logs))
        if not (np.isfinite(value) and np.all(np.isfinite(gradient))):
            return 1e10, np.zeros_like(logs)
        return -value / size, -gradient / size

    best_loss, best = np.inf, None
    for start in starts:
        at = np.clip(np.log(np.asarray(start, dtype=np.float64)), -REACH, REACH)
        for _ in range(3):  # started afresh, so that a poor curvature estimate does not end the search early
            found = minimize(
                loss,
                at,
                jac=True,
                method="L-BFGS-B",
                bounds=[(-REACH, REACH)] * at.size,
                options={"maxiter": 2000, "ftol": 1e-15, "gtol": 1e-9},
            )
            moved = np.max(np.abs(found.x - at))
            at = found.x
            if moved < 1e-7:
                break
        if found.fun < best_loss:
            best_loss, best = float(found.fun), at
    if best is None or best_loss >= 1e9:
        raise ValueError("the model could not be fitted: its likelihood is not finite for these data")
    return np.exp(best)
