"""The timeline's regression and its forecast: trend, season, control; drift and AR(1) integrated over a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from accrue_stats.estimate import FloatArray
from accrue_stats.timeline.drift_filter import Cut
from accrue_stats.timeline.mixture import Mixture

# drift per period and autocorrelation, both against the sd of the shock of a single period
DRIFT = np.array([0.0, 0.03, 0.08, 0.16, 0.3, 0.5, 0.8, 1.2, 1.8, 2.5])
AUTOCORRELATION = np.array([-0.3, 0.0, 0.25, 0.5, 0.7, 0.9])
SEASON_SPREAD = np.array([0.15, 0.8, 4.0, 20.0])
SEASON_DECAY = 1.5  # the prior spread of the j-th harmonic falls by this power of j
MOST_HARMONICS = 12
COLLINEAR = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Every pair of drift and autocorrelation with its log prior: half-normal(1) × uniform, by cell width."""

    q: FloatArray
    rho: FloatArray
    log_prior: FloatArray


def noise_grid() -> Grid:
    """Every pair of `DRIFT` and `AUTOCORRELATION`."""
    q, rho = (axis.ravel() for axis in np.meshgrid(DRIFT, AUTOCORRELATION, indexing="ij"))
    width_q, width_rho = (
        axis.ravel() for axis in np.meshgrid(_widths(DRIFT), _widths(AUTOCORRELATION), indexing="ij")
    )
    return Grid(q, rho, -0.5 * q**2 + np.log(width_q) + np.log(width_rho))


def harmonics(periods: int, season: int) -> tuple[FloatArray, FloatArray]:
    """Sines and cosines (periods, k) of `season` periods, up to twelve pairs, and the number of each column's pair."""
    t = np.arange(periods) * 2 * np.pi / season
    columns, order = [], []
    for j in range(1, min(season // 2, MOST_HARMONICS) + 1):
        waves = [np.cos(j * t)] if 2 * j == season else [np.cos(j * t), np.sin(j * t)]
        columns += waves
        order += [j] * len(waves)
    return np.column_stack(columns), np.array(order, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Normalised weights over grid points × season spreads, with the regression at each. Flattened to one axis p."""

    point: FloatArray
    weight: FloatArray
    beta: FloatArray
    root: FloatArray
    sigma: FloatArray
    freedom: float
    log_evidence: float
    grid_index: np.ndarray[tuple[int, ...], np.dtype[np.intp]]


def posterior(cut: Cut, grid: Grid, harmonic_order: FloatArray, free: int, floor: float) -> Posterior:
    """Regression on the first `free` columns (flat prior) and the harmonics (normal prior, sd spread/order^1.5 in shocks).

    The last filtered column is the outcome. The scale of the shocks is integrated under 1/sigma; `floor` is the least
    sum of squares, so that a perfect fit stays a number.
    """
    k = cut.products.shape[1] - 1
    spreads = SEASON_SPREAD if harmonic_order.size else np.ones(1)
    penalty = np.zeros((spreads.size, k))
    penalty[:, free:] = (harmonic_order**SEASON_DECAY / spreads[:, None]) ** 2
    g, s = (
        axis.ravel() for axis in np.meshgrid(np.arange(grid.q.size), np.arange(spreads.size), indexing="ij")
    )
    gram = cut.products[g][:, :k, :k] + penalty[s][:, :, None] * np.eye(k)
    # a control that runs along with the trend leaves one direction open: wide, but not singular
    gram += COLLINEAR * np.diagonal(gram, axis1=1, axis2=2)[:, :, None] * np.eye(k)
    cross, square = cut.products[g][:, :k, k], cut.products[g, k, k]
    lower = np.linalg.cholesky(gram)
    half = _forward(lower, cross[:, :, None])[:, :, 0]
    freedom = float(cut.periods - free)
    rss = np.maximum(square - np.sum(half**2, axis=1), floor)
    log_weight = (
        grid.log_prior[g]
        - 0.5 * cut.log_det[g]
        - np.sum(np.log(np.diagonal(lower, axis1=1, axis2=2)), axis=1)
        + 0.5 * np.sum(np.log(penalty[s][:, free:]), axis=1)
        - 0.5 * freedom * np.log(rss)
    )
    evidence = float(logsumexp(log_weight))
    weight = np.exp(log_weight - evidence)
    kept = weight > 1e-6 * weight.max()
    return Posterior(
        point=np.column_stack([grid.q[g], grid.rho[g]])[kept],
        weight=weight[kept] / weight[kept].sum(),
        beta=np.linalg.solve(lower[kept].transpose(0, 2, 1), half[kept][:, :, None])[:, :, 0],
        root=lower[kept],
        sigma=np.sqrt(rss / freedom)[kept],
        freedom=freedom,
        log_evidence=evidence,
        grid_index=g[kept],
    )


def forecast(post: Posterior, cut: Cut, ahead: FloatArray, weights: FloatArray) -> Mixture:
    """The weighted sum of the outcome over the periods after the cut. `ahead` (h, k): their regressors."""
    h = weights.size
    q, rho = post.point.T
    k = ahead.shape[1]
    decay = rho[:, None] ** np.arange(1, h + 1)
    on_level, on_ar = float(weights.sum()), decay @ weights
    level, ar = cut.level[post.grid_index], cut.ar[post.grid_index]
    carried = on_level * level + on_ar[:, None] * ar
    contrast = weights @ ahead - carried[:, :k]
    centre = np.sum(contrast * post.beta, axis=1) + carried[:, k]
    p11, p12, p22 = cut.state[post.grid_index].T
    variance = on_level**2 * p11 + 2 * on_level * on_ar * p12 + on_ar**2 * p22
    drifted, shocked = np.zeros(1), np.zeros(q.size)
    for w in weights[::-1]:
        drifted, shocked = drifted + w, rho * shocked + w
        variance = variance + q**2 * drifted**2 + shocked**2
    estimation = _forward(post.root, contrast[:, :, None])[:, :, 0]
    spread = post.sigma * np.sqrt(variance + np.sum(estimation**2, axis=1))
    return Mixture(post.weight, centre, spread, post.freedom)


def forecast_each(post: Posterior, cut: Cut, ahead: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and sd of every single period after the cut, (h,) each."""
    h, k = ahead.shape
    each = [_forecast_one(post, cut, ahead[j], j + 1, k) for j in range(h)]
    return np.array([m for m, _ in each]), np.array([s for _, s in each])


def _forecast_one(
    post: Posterior, cut: Cut, regressors: FloatArray, step: int, k: int
) -> tuple[float, float]:
    q, rho = post.point.T
    decay = rho**step
    carried = cut.level[post.grid_index] + decay[:, None] * cut.ar[post.grid_index]
    contrast = regressors - carried[:, :k]
    centre = np.sum(contrast * post.beta, axis=1) + carried[:, k]
    p11, p12, p22 = cut.state[post.grid_index].T
    variance = p11 + 2 * decay * p12 + decay**2 * p22 + q**2 * step + (1 - rho ** (2 * step)) / (1 - rho**2)
    estimation = _forward(post.root, contrast[:, :, None])[:, :, 0]
    spread = post.sigma * np.sqrt(variance + np.sum(estimation**2, axis=1))
    mixture = Mixture(post.weight, centre, spread, post.freedom)
    return mixture.mean, mixture.sd


def _forward(lower: FloatArray, right: FloatArray) -> FloatArray:
    """Solves lower @ x = right for stacks of triangular matrices (p, k, k) and right sides (p, k, m)."""
    x = np.empty_like(right)
    for i in range(lower.shape[1]):
        known = np.einsum("pj,pjm->pm", lower[:, i, :i], x[:, :i])
        x[:, i] = (right[:, i] - known) / lower[:, i, i, None]
    return x


def _widths(axis: FloatArray) -> FloatArray:
    return np.gradient(axis)
