"""Maximum likelihood for models with a few positive parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

from accrue_stats.estimate import FloatArray

REACH = 16.0  # logs of parameters stay within ±16: beyond it a model has become its own limit

STEPS = 40  # of Newton's method, which near a top needs five
SETTLED = 1e-6  # in logs: a step shorter than this ends the climb, the next one being its square
FLATTEST = 1e-10  # curvature for each observation below which a direction is not determined
LOST = 1e-13  # for each observation: what rounding may take from a likelihood that rose

type LogLikelihood = Callable[[FloatArray], tuple[float, FloatArray]]
type Curved = Callable[[FloatArray], tuple[float, FloatArray, FloatArray]]


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


def climb(curved: Curved, start: Sequence[float], size: float) -> FloatArray | None:
    """The positive parameters at the top of the hill that `start` stands on, by Newton's method.

    `curved` takes the parameters and returns value, gradient and curvature (k, k), both by the logarithms of them;
    `size` as above. None where it does not settle within the range of the logs: the caller then searches at length.
    Quadratic near the top, so a start from much the same data needs a handful of steps.
    """
    at = np.log(np.asarray(start, dtype=np.float64))
    value, gradient, curvature = curved(np.exp(at))
    for _ in range(STEPS):
        if not (np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(curvature).all()):
            return None
        bends, axes = np.linalg.eigh(-curvature / size)
        along = axes.T @ (gradient / size)
        # where the hill is hollow or level, a step up along the gradient, never far
        step = axes @ np.clip(along / np.maximum(np.abs(bends), FLATTEST), -1.0, 1.0)
        if np.max(np.abs(step)) < SETTLED:
            return np.exp(at + step) if bends[0] > FLATTEST else None
        for part in (1.0, 0.5, 0.25, 0.1, 0.01):
            there = at + part * step
            if np.max(np.abs(there)) >= REACH:
                continue
            found = curved(np.exp(there))
            if found[0] >= value - LOST * size:
                break
        else:
            return None
        at, (value, gradient, curvature) = there, found
    return None


def summit(curved: Curved, starts: Sequence[Sequence[float]], size: float) -> FloatArray:
    """As `maximise`, but each start climbs first, and only those that do not settle are searched at length."""
    lost, best, top = [], -np.inf, None
    for start in starts:
        found = climb(curved, start, size)
        if found is None:
            lost.append(start)
            continue
        value = curved(found)[0]
        if value > best:
            best, top = value, found
    if not lost and top is not None:
        return top
    try:
        searched = maximise(lambda parameters: curved(parameters)[:2], lost, size)
    except ValueError:
        if top is None:
            raise
        return top
    return searched if top is None or curved(searched)[0] > best else top
