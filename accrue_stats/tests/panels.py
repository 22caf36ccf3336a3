"""Simulated roll-outs with a known truth."""

import numpy as np

from accrue_stats.rollout.cohorts import NEVER

DATES = {
    "four dates": np.repeat([9, 12, 15, 18, NEVER, NEVER], 4),
    "all of them": np.repeat([9, 11, 13, 15, 17, 19], 4),
    "single teams": np.concatenate([np.arange(9, 21), np.full(12, NEVER)]),
    "one date": np.concatenate([np.full(8, 14), np.full(16, NEVER)]),
    "two treated": np.concatenate([np.full(2, 14), np.full(22, NEVER)]),
}


def teams(rng, dates, *, periods=24, effect=0.0, grows=False, rho=0.5, noise=0.1, uneven=0.0):
    """Values of teams with levels of their own, a common season, AR(1) noise and effects from `dates` on.

    Answers the values and the true effect in each treated unit-period (0 elsewhere). `grows`: by a sixth of `effect`
    a period. `uneven`: the sd of the log of the teams' noise.
    """
    n = dates.size
    moves = np.empty((n, periods))
    moves[:, 0] = rng.normal(size=n)
    for t in range(1, periods):
        moves[:, t] = rho * moves[:, t - 1] + np.sqrt(1 - rho**2) * rng.normal(size=n)
    spread = noise * np.exp(uneven * rng.normal(size=(n, 1)))
    since = np.arange(periods)[None, :] - dates[:, None]
    true = np.where(since >= 0, effect * (1 + since) / 6 if grows else effect, 0.0)
    season = 0.2 * np.sin(np.arange(periods) / 3)
    return rng.normal(size=(n, 1)) + season + spread * moves + true, true
