import numpy as np
import pytest

from accrue_stats.forecasts import forecast_accuracy


def test_by_hand():
    found = forecast_accuracy(
        [100, 200, 0, 50], [110, 180, 5, 50], low=[90, 190, 1, 40], high=[120, 210, 9, 60]
    )
    assert found.mape == pytest.approx((0.1 + 0.1 + 0) / 3)
    assert found.wape == pytest.approx(35 / 350)
    assert found.bias == pytest.approx(-5 / 350)
    assert found.mean_error.value == pytest.approx(-5 / 4)
    assert found.coverage.value == 0.75
    assert found.periods == 4


def test_the_unit_does_not_matter():
    y, f = np.random.default_rng(1).gamma(3, 100, (2, 24))
    one, other = forecast_accuracy(y, f), forecast_accuracy(y * 1e6, f * 1e6)
    assert (one.mape, one.wape, one.bias) == pytest.approx((other.mape, other.wape, other.bias))
    assert other.mean_error.high == pytest.approx(one.mean_error.high * 1e6)


def test_nothing_came():
    found = forecast_accuracy([0], [5])
    assert (found.mape, found.wape, found.bias, found.mean_error, found.coverage) == (None,) * 5


@pytest.mark.parametrize(
    ("args", "ranges", "words"),
    [
        (([], []), {}, "one forecast for each"),
        (([1], [1, 2]), {}, "one forecast for each"),
        (([1], [1]), {"low": [1]}, "both ends"),
        (([1], [1]), {"low": [2], "high": [1]}, "above its high end"),
        (([1], [1]), {"low": [1, 1], "high": [1, 1]}, "range of each"),
    ],
)
def test_bad_input(args, ranges, words):
    with pytest.raises(ValueError, match=words):
        forecast_accuracy(*args, **ranges)
