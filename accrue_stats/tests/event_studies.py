"""Published event studies, with what the R package HonestDiD answers of them (relative magnitudes, C-LF, 95 %)."""

import numpy as np


def _covariance(rows):
    """From the rows of its lower triangle, in millionths."""
    whole = np.array([row + [0.0] * (len(rows) - len(row)) for row in rows]) / 1e6
    return whole + np.tril(whole, -1).T


# Medicaid expansions and insurance of low-income adults, ACS 2008-2015, states that expanded in 2014 against those that
# had not: two-way fixed effects against 2013, clustered by state. Worked out from the data of the package's vignette
# (github.com/asheshrambachan/HonestDiD); intervals as its stored results have them, on a grid of .00036
MEDICAID = (
    np.array([-0.00528535, -0.01129732, -0.00267599, -0.00141931, 0.00033966, 0.04644685, 0.06920618]),
    _covariance(
        [
            [74.885],
            [60.399, 72.665],
            [44.446, 37.893, 50.521],
            [33.858, 28.666, 26.737, 40.032],
            [43.28, 45.433, 27.782, 24.129, 54.627],
            [47.659, 44.289, 30.606, 23.809, 36.825, 83.757],
            [24.251, 28.247, 9.6375, 2.9239, 9.7229, 63.214, 107.12],
        ]
    ),
    5,
)
MEDICAID_FIRST = {
    0.5: (0.0241301, 0.0672633),
    1.0: (0.0170937, 0.0719630),
    1.5: (0.0085869, 0.0795988),
    2.0: (-0.0010670, 0.0883473),
}
MEDICAID_AVERAGE = {
    0.5: (0.0321418, 0.0798156),
    1.0: (0.0193843, 0.0901486),
    1.5: (0.0058243, 0.1035015),
    2.0: (-0.0085384, 0.1172486),
}

# Benzarti & Carloni (2019), profits of French restaurants, against 2008: the package's BCdata_EventStudy; intervals of the
# first year as R gives them in the tests of stata-honestdid, on a grid of .00076
RESTAURANTS = (
    np.array([0.00669635, 0.02934503, -0.00647297, 0.07301499, 0.19596112, 0.3120639, 0.23954155, 0.1260425]),
    _covariance(
        [
            [842.84],
            [476.87, 642.54],
            [261.81, 398.74, 522.99],
            [235.42, 243.55, 211.77, 308.96],
            [167.64, 220.2, 184.07, 119.79, 359.97],
            [112.87, 180.46, 145.85, 133.41, 247.88, 426.39],
            [19.928, 38.438, 70.052, 101.63, 174.96, 217.14, 488.67],
            [-136.83, -29.604, 59.53, 107.91, 165.43, 289.27, 380.53, 761.74],
        ]
    ),
    4,
)
RESTAURANTS_FIRST = {
    2 / 9: (0.143, 0.248),
    4 / 9: (0.123, 0.267),
    6 / 9: (0.101, 0.288),
    8 / 9: (0.0786, 0.309),
    10 / 9: (0.0551, 0.330),
    12 / 9: (0.0308, 0.352),
    14 / 9: (0.00722, 0.376),
}
# of the third year, on a grid of .02
RESTAURANTS_THIRD = {0.5: (0.0707, 0.414), 1.0: (-0.0909, 0.576), 1.5: (-0.253, 0.737), 2.0: (-0.434, 0.919)}
