"""The statement: what counts adds up to the cent, is the same every time, and says why where it gives nothing."""

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accrue_facts.errors import FactsError
from accrue_facts.reading import read_facts
from accrue_facts.statement import TABLES, draw
from accrue_facts.tests.made import EUR, cost, experiment, facts, orders, tables, weekly
from accrue_facts.values import Statement
from accrue_facts.writing import write_folder


def cents(amount):
    return round(amount * 100)


def declared(*amounts, haircut=0.0):
    return {
        **EUR,
        "declared": [{"name": f"d{i}", "amount": a, "haircut": haircut} for i, a in enumerate(amounts)],
    }


def whole(**extra):
    """Facts with every kind of line."""
    assigned, outcomes = experiment()
    rows = {
        "experiments": assigned,
        "outcomes": outcomes,
        "orders": orders(),
        "costs": [cost(300), cost(120, i=2)],
    }
    return facts({**EUR, "declared": [{"name": "Paper", "amount": 100, "haircut": 0.4}]}, **{**rows, **extra})


def test_ledger_of_the_truths():
    s = draw(facts(declared(100_000), costs=[cost(25_000)]))
    assert s.roi_percent.value == 300.0
    assert s.net_return.value == 75_000.0
    assert s.cost_to_benefit.value == 0.25
    assert s.share.declared == 1.0
    assert s.probability_positive == 1.0


def test_lines_of_every_grade_and_what_counts():
    s = draw(whole())
    by_grade = {line.grade: line for line in s.lines}
    assert by_grade["A"].status == "counted"
    assert by_grade["D"].status == "shown"
    assert "same money twice" in by_grade["D"].reason
    assert by_grade["E"].status == "counted"
    assert (by_grade["E"].low, by_grade["E"].high, by_grade["E"].value) == (None, None, 60.0)
    counted = sum(cents(line.value) for line in s.lines if line.status == "counted")
    assert counted == cents(s.benefit.value)
    assert cents(s.net_return.value) == counted - cents(s.cost)
    assert s.share.measured + s.share.declared == pytest.approx(1.0)


def test_records_add_up_to_their_line_and_costs_to_the_cost():
    s = draw(whole())
    for line in s.lines:
        assert sum(cents(part.amount) for part in line.records) == cents(line.value)
        for part in line.records:
            assert not part.ids or sum(part.cents) == cents(part.amount)
            assert len(part.ids) == len(part.cents) <= part.count
        assert math.fsum(line.by_month) == pytest.approx(line.value, abs=1e-6)
    assert sum(sum(c.records.cents) for c in s.costs) == cents(s.cost)
    assert cents(s.cash[-1].running) == cents(s.net_return.value)


def test_a_trend_counts_where_nothing_is_held_out():
    s = draw(facts(orders=orders(), costs=[cost(500)]))
    (line,) = s.lines
    assert (line.grade, line.status) == ("D", "counted")
    assert line.low < line.value < line.high
    assert (s.benefit.value, s.benefit.low, s.benefit.high) == (line.value, line.low, line.high)
    assert s.roi_percent_measured_only is None
    assert line.series.go_live_index == 156
    # 26 weeks of about 1,000 × 1.1 at half margin
    assert 0 < line.value < 26 * 200


def test_a_control_makes_it_grade_c_and_orders_are_shown_beside_it():
    days, values, control = weekly()
    series = [
        {"measure": "revenue", "period": d, "value": v, "control": c}
        for d, v, c in zip(days, values, control, strict=True)
    ]
    s = draw(facts(series=series, orders=orders(), costs=[cost(500)]))
    assert [(line.grade, line.status) for line in s.lines] == [("C", "counted"), ("D", "shown")]


def test_arms_of_one_experiment_count_together_and_share_their_control():
    people = {arm: [f"{arm}{i}" for i in range(400)] for arm in ("control", "a", "b")}
    assigned, outcomes = experiment(people=people)
    s = draw(facts(experiments=assigned, outcomes=outcomes, costs=[cost(100)]))
    a, b = s.lines
    assert (a.status, b.status) == ("counted", "counted")
    apart = math.hypot(a.high - a.low, b.high - b.low) / 2
    together = (s.benefit.high - s.benefit.low) / 2
    assert apart < together < (a.high - a.low + b.high - b.low) / 2


def test_the_same_people_never_count_twice():
    first, second = experiment("one"), experiment("two", seed=5)
    s = draw(facts(experiments=first[0] + second[0], outcomes=first[1] + second[1], costs=[cost(100)]))
    assert [(line.name, line.status) for line in s.lines] == [
        ("one: mail", "counted"),
        ("two: mail", "shown"),
    ]
    assert s.benefit.value == s.lines[0].value


def test_disjoint_experiments_add_up():
    other = {"control": [f"x{i}" for i in range(300)], "mail": [f"y{i}" for i in range(300)]}
    first, second = experiment("one"), experiment("two", people=other, seed=5)
    s = draw(facts(experiments=first[0] + second[0], outcomes=first[1] + second[1], costs=[cost(100)]))
    assert {line.status for line in s.lines} == {"counted"}
    assert cents(s.benefit.value) == sum(cents(line.value) for line in s.lines)


def test_people_treated_in_one_and_control_in_the_other_do_not_add_up():
    crossed = {"control": [f"m{i}" for i in range(400)], "mail": [f"z{i}" for i in range(300)]}
    first, second = experiment("one"), experiment("two", people=crossed, seed=5)
    s = draw(facts(experiments=first[0] + second[0], outcomes=first[1] + second[1], costs=[cost(100)]))
    assert [line.status for line in s.lines] == ["counted", "shown"]
    assert "do not add up" in s.lines[1].reason


def test_margin_is_preferred_to_revenue_and_only_one_of_them_counts():
    assigned, outcomes = experiment()
    more = [{**o, "measure": "contribution", "unit": "margin", "value": o["value"] * 0.4} for o in outcomes]
    s = draw(facts(experiments=assigned, outcomes=outcomes + more, costs=[cost(100)]))
    assert [(line.measure, line.status) for line in s.lines] == [
        ("contribution", "counted"),
        ("spend", "shown"),
    ]


def test_measures_without_money_make_no_line():
    assigned, outcomes = experiment()
    plain = [{**o, "unit": "visits"} for o in outcomes]
    s = draw(facts(experiments=assigned, outcomes=plain, costs=[cost(100)]))
    assert s.lines == ()
    assert any("carries no money" in note for note in s.notes)
    assert any(m.table == "outcomes" and m.column == "unit" for m in s.missing)


def test_a_refused_line_says_why_and_the_trend_takes_its_place():
    assigned, outcomes = experiment(share={"control": 0.2, "mail": 0.8})
    s = draw(facts(experiments=assigned, outcomes=outcomes, orders=orders(), costs=[cost(100)]))
    assert [(line.grade, line.status) for line in s.lines] == [("A", "refused"), ("D", "counted")]
    assert s.lines[0].value is None
    assert [r.code for r in s.refused if r.line == "mail: mail"] == ["holdout.sample_ratio"]


def test_without_margin_rate_revenue_is_refused():
    assigned, outcomes = experiment()
    programme = {k: v for k, v in EUR.items() if k != "margin_rate"}
    s = draw(facts(programme, experiments=assigned, outcomes=outcomes, orders=orders(), costs=[cost(1)]))
    assert {line.status for line in s.lines} == {"refused"}
    assert {r.code for r in s.refused} == {"roi.no_margin_rate", "roi.benefit_undefined"}
    assert s.benefit is None


@pytest.mark.parametrize(
    ("amounts", "spent", "undefined"),
    [
        ((100,), [cost(0)], {"roi_percent", "cost_to_benefit"}),
        ((100,), [], {"roi_percent", "cost_to_benefit"}),
        ((-100,), [cost(10)], {"cost_to_benefit"}),
        ((), [cost(10)], {"benefit"}),
    ],
)
def test_what_is_undefined_is_null_and_said_in_words(amounts, spent, undefined):
    s = draw(facts(declared(*amounts), costs=spent))
    told = {one.figure for one in s.undefined}
    assert undefined <= told
    assert {r.code for r in s.refused} == {f"roi.{name}_undefined" for name in undefined}
    for name in undefined:
        assert getattr(s, name) is None
    if spent and undefined == {"cost_to_benefit"}:
        assert s.roi_percent.value == -1100.0


def test_every_missing_table_is_named_with_its_line():
    s = draw(facts(declared(5)))
    named = {m.table for m in s.missing}
    assert {"experiments", "outcomes", "orders", "series", "costs"} <= named
    assert all(m.costs for m in s.missing)


def test_projection_is_apart_from_the_headline():
    programme = {**declared(600), "horizon_months": 12}
    spent = [cost(100, category="implementation"), cost(50, category="subscription", i=2, when="2024-03-31")]
    s = draw(facts(programme, costs=spent))
    assert s.net_return.value == 450.0
    assert s.period.months == ("2024-01", "2024-02", "2024-03")
    assert (s.projection.benefit, s.projection.cost) == (2400.0, 200.0)
    assert 0 < s.projection.present_value < s.projection.net_return
    assert s.projection.benefit_low is None, "what is declared has no interval to carry on"


def test_the_projection_carries_the_interval_of_the_benefit_on():
    assigned, outcomes = experiment()
    rows = {"experiments": assigned, "outcomes": outcomes, "costs": [cost(300), cost(120, i=2)]}
    s = draw(facts({**EUR, "horizon_months": 24}, **rows))
    ahead, months = s.projection, len(s.period.months)
    assert s.benefit.low < s.benefit.value < s.benefit.high
    for carried, now in ((ahead.benefit_low, s.benefit.low), (ahead.benefit_high, s.benefit.high)):
        assert carried == pytest.approx(now * 24 / months, abs=0.01)
    assert ahead.net_return_low == pytest.approx(ahead.benefit_low - ahead.cost, abs=0.01)
    assert ahead.present_value_low < ahead.present_value < ahead.present_value_high


def test_the_period_asked_for_is_kept():
    s = draw(whole(), start="2024-01-12", end="2024-01-14")
    assert (s.period.start, s.period.end) == ("2024-01-12", "2024-01-14")
    assert s.cost == 0.0
    with pytest.raises(FactsError, match="end before it"):
        draw(whole(), start="2024-02-01", end="2024-01-01")
    with pytest.raises(FactsError, match="not a day"):
        draw(whole(), start="yesterday")


def test_people_assigned_outside_the_period_are_not_counted():
    s = draw(whole(), start="2024-03-01")
    held = next(line for line in s.lines if line.grade == "A")
    assert held.status == "refused"
    assert "outside" in held.reason


def test_drawn_twice_it_is_the_same_and_survives_json():
    first, again = draw(whole()), draw(whole())
    assert first == again
    assert first.to_json() == again.to_json()
    assert Statement.from_json(first.to_json()) == first
    assert draw(whole(), level=0.95) != first


def test_csv_parquet_and_any_order_give_the_same_statement(tmp_path):
    assigned, outcomes = experiment(n=150)
    rows = {"experiments": assigned, "outcomes": outcomes, "costs": [cost(300)]}
    toml = 'base_currency = "EUR"\ngo_live = 2024-01-01\nmargin_rate = 0.5\n'
    write_folder(tmp_path / "a", tables(**rows), toml, as_csv=True)
    write_folder(tmp_path / "b", tables(**{k: v[::-1] for k, v in rows.items()}), toml)
    a, b = (draw(tmp_path / name) for name in "ab")
    assert a == b
    assert read_facts(tmp_path / "a", TABLES).has_programme


money = st.floats(-1e6, 1e6).map(lambda x: round(x, 2))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(money, min_size=1, max_size=6),
    st.floats(0, 1).map(lambda x: round(x, 3)),
    st.lists(money, max_size=4),
)
def test_counted_lines_sum_to_the_benefit_to_the_cent(amounts, haircut, spent):
    s = draw(facts(declared(*amounts, haircut=haircut), costs=[cost(x, i=i) for i, x in enumerate(spent)]))
    assert sum(cents(line.value) for line in s.lines if line.status == "counted") == cents(s.benefit.value)
    assert all(sum(cents(p.amount) for p in line.records) == cents(line.value) for line in s.lines)
    if spent:
        assert sum(cents(c.amount) for c in s.costs) == cents(s.cost)
        assert cents(s.net_return.value) == cents(s.benefit.value) - cents(s.cost)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.5, 20))
def test_measured_lines_sum_to_the_benefit_to_the_cent(seed, lift):
    people = {
        arm: [f"{arm}{i}" for i in range(120 + 7 * k)] for k, arm in enumerate(("control", "a", "b", "c"))
    }
    assigned, outcomes = experiment(people=people, lift=round(lift, 2), seed=seed)
    s = draw(facts(experiments=assigned, outcomes=outcomes, costs=[cost(99.99)]))
    counted = [line for line in s.lines if line.status == "counted"]
    assert len(counted) == 3
    assert sum(cents(line.value) for line in counted) == cents(s.benefit.value)
    for line in counted:
        assert sum(sum(part.cents) for part in line.records) == cents(line.value)


def test_the_seed_is_recorded():
    s = draw(whole(), seed=7)
    assert s.seed == 7
    assert replace(s, seed=1) != s
    assert dict(s.versions).keys() == {"accrue-crm", "numpy", "scipy"}
