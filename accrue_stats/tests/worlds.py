"""Simulated customers and series with a known truth."""

import numpy as np


def customers(rng, n, *, r, alpha, a, b, known, ahead):
    """x, t_x, T and later purchases of n customers of a BG/NBD world, T between 60 % and all of `known`."""
    rate, stop = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)
    observed = known * rng.uniform(0.6, 1, n)
    x, last, later = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        t = 0.0
        while (t := t + rng.exponential(1 / max(rate[i], 1e-12))) <= observed[i] + ahead:
            if t <= observed[i]:
                x[i], last[i] = x[i] + 1, t
            else:
                later[i] += 1
            if rng.random() < stop[i]:
                break
    return x, last, observed, later


def spending(rng, x, *, p, q, v):
    """Mean value of x purchases of customers of a Gamma-Gamma world; NaN where x is 0."""
    scale = rng.gamma(q, 1 / v, x.size)
    total = rng.gamma(np.where(x > 0, p * x, 1.0)) / scale
    return np.where(x > 0, total / np.maximum(x, 1), np.nan)


def weekly_series(
    rng, *, before=104, after=16, drift=0.05, noise=0.05, rho=0.0, lift=0.0, multiplies=True, season=52
):
    """A series with trend, season, AR(1) noise of sd `noise` and a drifting level, and the truth: (values, without).

    `drift` is the sd of a period's step of the level, against that of the noise. After `before` periods the values
    are lifted by the part `lift`.
    """
    n = before + after
    t = np.arange(n)
    ar = np.empty(n)
    ar[0] = rng.normal()
    for i in range(1, n):
        ar[i] = rho * ar[i - 1] + np.sqrt(1 - rho**2) * rng.normal()
    wave = 0.1 * np.sin(2 * np.pi * t / season) + 0.05 * np.cos(4 * np.pi * t / season) if season else 0
    moved = 0.001 * t + wave + noise * (ar + drift * np.cumsum(rng.normal(size=n)))
    without = 100 * (np.exp(moved) if multiplies else 1 + moved)
    values = without.copy()
    values[before:] *= 1 + lift
    return values, without
