"""Gehan (1965), Biometrika 52: weeks of remission of 42 children with leukaemia, on 6-MP and on placebo."""

import numpy as np

ON_6MP = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
ON_PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def remissions():
    """Weeks, whether the remission was seen to end, and 0 for 6-MP or 1 for placebo."""
    written = [ON_6MP.split(), ON_PLACEBO.split()]
    assert [len(w) for w in written] == [21, 21]
    weeks = np.array([float(w.rstrip("+")) for group in written for w in group])
    ended = np.array([not w.endswith("+") for group in written for w in group])
    return weeks, ended, np.repeat([0, 1], 21)
