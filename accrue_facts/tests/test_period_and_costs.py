"""The period, costs inside it, currencies at the day's rate."""

import pytest

from accrue_facts.errors import FactsError
from accrue_facts.statement import draw
from accrue_facts.tests.made import EUR, cost, facts

PERIOD = {"start": "2024-03-01", "end": "2024-06-30"}
SOME = {**EUR, "declared": [{"name": "d", "amount": 1000, "haircut": 0}]}


def spent(*costs, programme=SOME, **period):
    return draw(facts(programme, costs=list(costs)), **(period or PERIOD))


@pytest.mark.parametrize(
    ("when", "months", "counted"),
    [
        ("2024-03-01", None, 1200),
        ("2024-06-30", None, 1200),
        ("2024-02-29", None, 0),
        ("2024-07-01", None, 0),
        ("2024-01-15", 12, 400),
        ("2024-05-20", 12, 200),
        ("2023-01-01", 12, 0),
        ("2024-07-01", 12, 0),
        ("2024-04-01", 1, 1200),
        ("2024-04-01", 0, 1200),
        ("2023-12-01", 4, 300),
        ("2020-01-01", 120, 40),
    ],
)
def test_spread_costs_count_their_months_inside(when, months, counted):
    assert spent(cost(1200, when, spread=months)).cost == counted


def test_what_is_outside_is_told():
    s = spent(cost(70, "2024-01-01"), cost(5, "2024-04-01", i=2))
    assert s.cost == 5
    assert any("70.00 EUR were incurred outside" in note for note in s.notes)


def test_cash_is_paid_whole_in_its_month_and_costs_by_category_keep_their_order():
    s = spent(cost(1200, "2024-01-15", "implementation", 12), cost(30, "2024-05-01", "subscription", i=2))
    assert [(m.month, m.spent) for m in s.cash if m.spent] == [("2024-01", 1200.0), ("2024-05", 30.0)]
    assert [c.category for c in s.costs] == ["subscription", "implementation"]
    assert s.cash[-1].running == pytest.approx(1000 - 1230)
    # 400 of the 1,200 belong to the four months
    assert s.cost == 430


def test_paybacks_and_irr_come_from_cash():
    programme = {**EUR, "declared": [{"name": "d", "amount": 1200, "haircut": 0}]}
    s = spent(cost(500, "2024-01-01"), programme=programme, start="2024-01-01", end="2024-12-31")
    assert 0.2 < s.payback_years.value < 0.5
    assert s.payback_years.value < s.discounted_payback_years.value
    assert s.npv.value < s.net_return.value == 700
    assert s.irr.value > 1


def test_thirds_of_a_cent_still_sum():
    s = spent(*[cost(0.10, "2024-01-01", spread=3, i=i) for i in range(7)])
    assert s.cost == pytest.approx(0.23)
    assert sum(s.costs[0].records.cents) == 23


def test_period_runs_from_go_live_to_the_last_fact():
    s = draw(facts(SOME, costs=[cost(1, "2024-01-05"), cost(1, "2024-08-09", i=2)]))
    assert (s.period.start, s.period.end) == ("2024-01-01", "2024-08-09")
    assert (s.period.why_start, s.period.why_end) == ("the go-live", "the last fact")
    without = {k: v for k, v in SOME.items() if k != "go_live"}
    assert draw(facts(without, costs=[cost(1, "2023-01-05")])).period.start == "2023-01-05"
    with pytest.raises(FactsError, match="name it, or give --from"):
        draw(facts(without))
    with pytest.raises(FactsError, match="end before it"):
        draw(facts(SOME, costs=[cost(1, "2023-01-05")]))


RATES = [
    {"currency": "USD", "day": "2024-01-01", "rate": 0.5},
    {"currency": "USD", "day": "2024-04-01", "rate": 0.8},
]


def test_money_is_converted_at_the_last_rate_on_or_before_the_day():
    costs = [
        {**cost(100, "2024-03-31"), "currency": "USD"},
        {**cost(100, "2024-04-01", i=2), "currency": "usd"},
        {**cost(100, "2024-04-02", i=3), "currency": "EUR"},
    ]
    s = draw(facts(SOME, costs=costs, rates=RATES), **PERIOD)
    assert s.cost == 50 + 80 + 100
    assert any("2 of the costs are in USD" in note for note in s.notes)


@pytest.mark.parametrize(
    ("rates", "when", "told"),
    [
        ([], "2024-04-01", "the table rates is missing"),
        ([{**RATES[0], "currency": "GBP"}], "2024-04-01", "has no rate of USD"),
        (RATES, "2023-12-31", "on or before 2023-12-31"),
        ([{**RATES[0], "rate": 0.0}], "2024-04-01", "must be above 0"),
    ],
)
def test_a_currency_without_its_rate_is_told_by_row(rates, when, told):
    costs = [{**cost(1, "2024-04-01"), "currency": "EUR"}, {**cost(100, when, i=2), "currency": "USD"}]
    with pytest.raises(FactsError, match=told) as caught:
        draw(facts(SOME, costs=costs, rates=rates))
    assert "row" in str(caught.value)
    assert "column" in str(caught.value)


def test_two_currencies_without_a_base():
    programme = {"go_live": "2024-01-01", "declared": SOME["declared"]}
    one = [{**cost(1), "currency": "USD"}]
    assert draw(facts(programme, costs=one)).currency == "USD"
    two = [*one, {**cost(1, i=2), "currency": "GBP"}]
    with pytest.raises(FactsError, match="name the base_currency"):
        draw(facts(programme, costs=two))


def test_yen_have_no_cents():
    programme = {**SOME, "base_currency": "JPY", "declared": [{"name": "d", "amount": 100.6, "haircut": 0}]}
    assert draw(facts(programme, costs=[cost(10.4)])).benefit.value == 101.0
