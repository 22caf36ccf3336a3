import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accrue_stats.holdout.arms import against_control, holm
from accrue_stats.holdout.effect import holdout_effect


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.9, 0.8]) == (1, 1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.1, float("nan")])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.randoms())
def test_holm_keeps_the_order_and_is_never_kinder(p, random):
    adjusted = holm(p)
    assert all(one <= after <= 1 for one, after in zip(p, adjusted, strict=True))
    assert [adjusted[i] for i in np.argsort(p, kind="stable")] == sorted(adjusted)
    order = random.sample(range(len(p)), len(p))
    assert holm([p[i] for i in order]) == pytest.approx([adjusted[i] for i in order])


def test_dunnetts_critical_value():
    # three arms as large as the control and many people: 2.35 at 95 % (Dunnett 1964, infinite freedom)
    rng = np.random.default_rng(1)
    y = np.r_[-np.ones(50_000), np.ones(50_000)]
    found = against_control(y, [rng.permutation(y)] * 3, level=0.95)[0].simultaneous
    assert (found.high - found.value) / found.se == pytest.approx(2.349, abs=0.002)


def test_all_intervals_hold_at_once():
    rng, held, wrong = np.random.default_rng(2), [], []
    truth = np.array([0.0, 0.0, 1.0, 0.0])
    for _ in range(400):
        control = rng.gamma(2, 3, 300)
        found = against_control(control, [rng.gamma(2, 3, 150) + lift for lift in truth], level=0.90)
        held.append(
            all(a.simultaneous.low <= t <= a.simultaneous.high for a, t in zip(found, truth, strict=True))
        )
        wrong.append(any(a.p_holm < 0.10 for a, t in zip(found, truth, strict=True) if t == 0))
    assert 0.86 <= np.mean(held) <= 0.94
    assert np.mean(wrong) <= 0.13


def test_one_arm_is_the_plain_comparison():
    rng = np.random.default_rng(3)
    for draw in (lambda n: rng.gamma(2, 3, n), lambda n: (rng.random(n) < 0.2).astype(float)):
        control, treated = draw(300), draw(400)
        (found,) = against_control(control, [treated])
        plain = holdout_effect(control, treated).effect
        assert found.p == found.p_holm
        assert (found.simultaneous.low, found.simultaneous.high) == pytest.approx((plain.low, plain.high))


def test_nothing_varies():
    same = np.ones(200)
    equal, more = against_control(same, [same, same * 3])
    assert (equal.p, more.p) == (1, 0)
    assert (more.simultaneous.low, more.simultaneous.high) == (2, 2)


def test_bad_input():
    with pytest.raises(ValueError, match="at least one treated arm"):
        against_control([1, 2], [])
    with pytest.raises(ValueError, match="two people or more"):
        against_control([1, 2], [[1]])
