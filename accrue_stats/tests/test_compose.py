import numpy as np
import pytest

from accrue_stats.cashflow import annual_rate, irr, monthly_rate, npv, payback
from accrue_stats.compose.statement import Line, compose
from accrue_stats.estimate import Estimate
from accrue_stats.holdout.effect import holdout_effect, unit_influence
from accrue_stats.tests.hillstrom import arm, needs_hillstrom


@needs_hillstrom
def test_the_return_of_hillstroms_mens_mail():
    found = holdout_effect(arm("No E-Mail", "spend"), arm("Mens E-Mail", "spend"), level=0.95)
    margin = found.total.times(0.30)
    result = compose(
        [Line("Men's mail", margin.value, "measured", se=margin.se)], 0.20 * found.units_treated, level=0.95
    )
    assert result.analytic
    assert result.roi_percent.value == pytest.approx(15.47, abs=0.005)
    assert (result.roi_percent.low, result.roi_percent.high) == pytest.approx((-27.2, 58.2), abs=0.1)
    assert result.probability_positive == pytest.approx(0.761, abs=0.001)
    assert result.cost_to_benefit.value == pytest.approx(0.866, abs=0.001)


def test_declared_lines_are_certain():
    result = compose([Line("hours", 60_000, "declared"), Line("tools", 40_000, "declared")], 25_000)
    assert (result.roi_percent.value, result.net_return.value, result.cost_to_benefit.value) == (
        300,
        75_000,
        0.25,
    )
    assert result.roi_percent.low == result.roi_percent.high == 300
    assert result.probability_positive == 1
    assert result.roi_percent_measured_only is None
    assert result.share == {"measured": 0, "modelled": 0, "declared": 1}
    assert result.density.shares.size == 0


def test_no_lines_earn_nothing():
    result = compose([], 100)
    assert (result.benefit.value, result.roi_percent.value, result.net_return.value) == (0, -100, -100)
    assert result.cost_to_benefit is None
    assert result.probability_positive == 0


def test_nothing_spent_leaves_the_return_undefined():
    result = compose([Line("a", 100, "measured", se=10)], 0)
    assert result.roi_percent is None
    assert result.density.measure == "net_return"
    assert result.cost_to_benefit.value == 0


def test_a_benefit_that_may_be_nothing_has_no_upper_ratio():
    ratio = compose([Line("a", 100, "measured", se=100)], 50).cost_to_benefit
    assert ratio.value == 0.5
    assert ratio.high == np.inf
    assert compose([Line("a", -5, "measured", se=100)], 50).cost_to_benefit is None


def test_point_values_are_sums_and_normal_errors_add_in_squares():
    lines = [
        Line("a", 100.5, "measured", se=30),
        Line("b", 50.25, "modelled", se=40),
        Line("c", 10, "declared"),
    ]
    result = compose(lines, 80)
    assert result.benefit.value == 160.75
    assert result.benefit.se == pytest.approx(50)
    assert result.benefit_correlated.se == pytest.approx(70)
    assert result.share == pytest.approx(
        {"measured": 100.5 / 160.75, "modelled": 50.25 / 160.75, "declared": 10 / 160.75}
    )
    assert result.roi_percent_measured_only.value == pytest.approx(100 * (100.5 - 80) / 80)


def test_draws_agree_with_the_closed_form():
    rng = np.random.default_rng(1)
    normal = compose([Line("a", 100, "measured", se=30), Line("b", 50, "modelled", se=40)], 80)
    drawn = compose(
        [Line("a", 100, "measured", se=30), Line("b", 50, "modelled", draws=rng.normal(50, 40, 400_000))], 80
    )
    assert not drawn.analytic
    assert drawn.draws == 200_000
    assert drawn.benefit.value == normal.benefit.value
    for name in ("low", "high"):
        assert getattr(drawn.roi_percent, name) == pytest.approx(getattr(normal.roi_percent, name), abs=1)
        assert getattr(drawn.roi_percent_correlated, name) == pytest.approx(
            getattr(normal.roi_percent_correlated, name), abs=1
        )
    assert drawn.probability_positive == pytest.approx(normal.probability_positive, abs=0.005)
    assert drawn.density.shares.sum() == pytest.approx(1, abs=0.01)


def test_the_same_seed_gives_the_same_statement_to_the_bit():
    lines = [Line("a", 100, "measured", se=30), Line("b", 50, "modelled", draws=np.arange(50.0))]
    assert compose(lines, 80, seed=4).benefit == compose(lines, 80, seed=4).benefit
    assert compose(lines, 80, seed=4).benefit != compose(lines, 80, seed=5).benefit


def test_lines_of_the_same_people_are_resampled_together():
    rng = np.random.default_rng(2)
    control, treated = rng.gamma(1, 10, 900), rng.gamma(1, 11, 1_100)
    people = [f"p{i}" for i in range(2_000)]
    influence = np.concatenate(unit_influence(control, treated))
    se = holdout_effect(control, treated).effect.se
    # half of the margin twice is the margin, not two independent halves
    half = [Line(name, 5.0, "measured", units=(people, influence / 2)) for name in ("one", "two")]
    assert compose(half, 1).benefit.se == pytest.approx(se)
    assert compose(half, 1).benefit_correlated is None
    others = Line("two", 5.0, "measured", units=([f"q{i}" for i in range(2_000)], influence / 2))
    assert compose([half[0], others], 1).benefit.se == pytest.approx(se / np.sqrt(2))
    assert compose([half[0], others], 1).benefit_correlated.se == pytest.approx(se)
    against = Line("two", 5.0, "measured", units=(people, -influence / 2))
    assert compose([half[0], against], 1).benefit.se == pytest.approx(0, abs=1e-9)


def test_joint_resampling_covers_where_independence_does_not():
    """Two measures of the same people, summed: the joint interval holds the truth as often as promised."""
    rng, joint, alone = np.random.default_rng(3), [], []
    for _ in range(400):
        shared = rng.gamma(1, 10, 600)
        first, second = shared + rng.normal(0, 3, 600), shared + rng.normal(0, 3, 600)
        lines, separate = [], []
        for name, y in (("first", first), ("second", second)):
            found = holdout_effect(y[:300], y[300:])
            influence = np.concatenate(unit_influence(y[:300], y[300:]))
            lines.append(Line(name, found.effect.value, "measured", units=(range(600), influence)))
            separate.append(Line(name, found.effect.value, "measured", se=found.effect.se))
        for result, hits in ((compose(lines, 1), joint), (compose(separate, 1), alone)):
            hits.append(result.benefit.low <= 0 <= result.benefit.high)
    assert np.mean(joint) >= 0.87
    assert np.mean(alone) < 0.85


MONTHS = 36
COST = np.r_[15_000.0, np.full(MONTHS - 1, 300.0)]


def monthly_lines(**second):
    months = np.full(MONTHS, 1_000.0)
    return [
        Line("a", 36_000, "measured", se=6_000, monthly=months),
        Line("b", 3_600, "modelled", monthly=months / 10, **second),
    ]


def test_cash_point_values_are_those_of_the_sums():
    cash = compose(monthly_lines(), COST.sum(), monthly_cost=COST, annual_discount_rate=0.10).cash
    flows = np.full(MONTHS, 1_100.0) - COST
    assert cash.npv.value == pytest.approx(npv(monthly_rate(0.10), flows))
    assert cash.irr.value == pytest.approx(annual_rate(irr(flows)))
    assert cash.payback_years.value == pytest.approx(payback(flows) / 12)
    assert cash.present_benefit.value - cash.present_cost == pytest.approx(cash.npv.value)


def test_cash_intervals_are_those_of_every_draw_solved_alone():
    cash = compose(monthly_lines(), COST.sum(), monthly_cost=COST, annual_discount_rate=0.10).cash
    rng = np.random.default_rng(5)
    solved = []
    for scale in rng.normal(1, 1 / 6, 800):
        flows = np.full(MONTHS, 1_000.0) * scale + 100 - COST
        rate, back = irr(flows), payback(flows)
        solved.append(
            (npv(monthly_rate(0.10), flows), annual_rate(rate), np.inf if back is None else back / 12)
        )
    low, high = np.quantile(solved, [0.05, 0.95], axis=0, method="inverted_cdf")
    for estimate, lower, upper in zip((cash.npv, cash.irr, cash.payback_years), low, high, strict=True):
        assert estimate.low == pytest.approx(lower, rel=0.1, abs=900 if estimate is cash.npv else 0.03)
        assert estimate.high == pytest.approx(upper, rel=0.1)


def test_cash_of_drawn_lines():
    rng = np.random.default_rng(6)
    lines = monthly_lines(draws=rng.gamma(4, 900, 5_000))
    cash = compose(lines, COST.sum(), monthly_cost=COST, annual_discount_rate=0.10).cash
    assert cash.npv.low < cash.npv.value < cash.npv.high
    assert cash.irr.low < cash.irr.value < cash.irr.high
    assert cash.payback_years.low < cash.payback_years.value < cash.payback_years.high
    assert cash.discounted_payback_years.value > cash.payback_years.value


def test_money_that_may_never_come_back_has_no_upper_payback():
    months = np.full(12, 100.0)
    line = Line("a", 1_200, "measured", se=400, monthly=months)
    cash = compose([line], 1_100, monthly_cost=[1_100], annual_discount_rate=0.10).cash
    assert cash.payback_years.value < 1
    assert cash.payback_years.high == np.inf
    never = compose([line], 2_000, monthly_cost=[2_000], annual_discount_rate=0.10).cash
    assert never.payback_years is None
    assert never.npv.high < 0 or never.npv.low < 0


def test_certain_cash_needs_no_draws():
    line = Line("a", 36_000, "declared", monthly=[10_000, 12_000, 14_000])
    result = compose([line], 25_000, monthly_cost=[25_000, 0, 0, 0], annual_discount_rate=0.10)
    assert result.draws == 0
    assert result.cash.npv.low == result.cash.npv.value == result.cash.npv.high
    assert result.cash.irr.low == result.cash.irr.value


def test_flows_that_change_sign_twice_have_no_irr():
    line = Line("a", 300, "measured", se=10, monthly=[0, 300, 0])
    cash = compose([line], 300, monthly_cost=[100, 0, 200], annual_discount_rate=0.10).cash
    assert cash.irr is None
    assert isinstance(cash.npv, Estimate)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"value": np.nan}, "value must be a finite amount"),
        ({"evidence": "guessed"}, "evidence must be one of"),
        ({"se": -1.0}, "standard error must be 0 or more"),
        ({"se": 1.0, "draws": np.ones(3)}, "one of se, draws and units"),
        ({"draws": np.ones(1)}, "at least 2 draws"),
        ({"units": (["a", "a"], np.ones(2))}, "only once"),
        ({"units": (["a"], np.ones(2))}, "one influence"),
        ({"monthly": np.ones(3)}, "months sum to 3.00, the line is 100.00"),
    ],
)
def test_bad_lines_are_named(line, words):
    with pytest.raises(ValueError, match=words):
        Line(**{"name": "a", "value": 100, "evidence": "measured"} | line)


def test_bad_questions_are_named():
    with pytest.raises(ValueError, match="at least 200,000 draws"):
        compose([], 1, draws=1_000)
    with pytest.raises(ValueError, match="cost must be a finite"):
        compose([], np.nan)
    with pytest.raises(ValueError, match="'a' has no months"):
        compose([Line("a", 1, "declared")], 1, monthly_cost=[1], annual_discount_rate=0.1)
