import math

import pytest
from scipy import stats

from accrue_stats import distributions as d


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("freedom", [1.0, 2.7, 40.0, 1e6])
def test_they_are_those_of_scipy_stats(level, freedom):
    p = 0.5 + level / 2
    assert d.two_sided(level) == pytest.approx(stats.norm.ppf(p))
    assert d.two_sided_student(level, freedom) == pytest.approx(stats.t.ppf(p, freedom))
    assert d.student_quantile(1 - p, freedom) == pytest.approx(stats.t.ppf(1 - p, freedom))
    assert d.student_p(-2.3, freedom) == pytest.approx(2 * stats.t.sf(2.3, freedom))
    assert d.student_below([-1.0, 3.0], freedom) == pytest.approx(stats.t.cdf([-1.0, 3.0], freedom))
    assert d.chi_square_p(freedom / 10) == pytest.approx(stats.chi2.sf(freedom / 10, 1))
    assert d.normal_below([-8.0, 0.3]) == pytest.approx(stats.norm.cdf([-8.0, 0.3]))
    assert d.normal_quantile([1e-300, 0.3]) == pytest.approx(stats.norm.ppf([1e-300, 0.3]))


def test_roots():
    assert d.root_between(lambda x: x**3 - 2, 0, 10) == pytest.approx(2 ** (1 / 3), rel=1e-15)
    assert d.root_between(math.tanh, -1e300, 1e300) == pytest.approx(0, abs=1e240)
    assert d.root_between(lambda x: x - 5, 0, 1) == 1
    with pytest.raises(ValueError, match="lies above"):
        d.root_between(lambda x: x, 1, 0)
