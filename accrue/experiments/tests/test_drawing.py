from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from accrue.experiments.drawing import draw_arm
from accrue.experiments.selectors import ArmCount, chi_square_tail, ratio_check

ARMS = [("control", Decimal("0.2")), ("mail", Decimal("0.5")), ("call", Decimal("0.3"))]


@given(st.integers(), st.integers(min_value=1))
def test_the_same_seed_and_person_always_draw_the_same_arm(seed: int, person: int) -> None:
    assert draw_arm(seed, person, ARMS) == draw_arm(seed, person, ARMS)
    assert draw_arm(seed, person, ARMS) in {"control", "mail", "call"}


def test_shares_come_out_as_planned_and_seeds_draw_independently() -> None:
    people = range(1, 40_001)
    first, second = [[draw_arm(seed, pk, ARMS) for pk in people] for seed in (7, 8)]
    counted = Counter(first)
    for name, share in ARMS:
        assert counted[name] == pytest.approx(40_000 * float(share), rel=0.03)
    both = sum(a == b for a, b in zip(first, second, strict=True)) / 40_000
    assert both == pytest.approx(0.2**2 + 0.5**2 + 0.3**2, abs=0.01)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize("x", [0.0, 0.3, 2.0, 11.0, 60.0])
def test_the_tail_is_that_of_the_chi_square(x: float, freedom: int) -> None:
    assert chi_square_tail(x, freedom) == pytest.approx(chi2.sf(x, freedom), rel=1e-9, abs=1e-15)


def test_sizes_that_chance_would_not_give_are_called_out() -> None:
    def sizes(control: int, treated: int) -> list[ArmCount]:
        everyone = control + treated
        return [
            ArmCount("control", Decimal("0.5"), control, everyone / 2),
            ArmCount("treated", Decimal("0.5"), treated, everyone / 2),
        ]

    fair, unfair = ratio_check(sizes(5_020, 4_980)), ratio_check(sizes(5_400, 4_600))
    assert fair is not None
    assert unfair is not None
    assert fair.passed
    assert not unfair.passed
    assert ratio_check(sizes(0, 0)) is None
