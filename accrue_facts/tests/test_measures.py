"""Every measure on DuckDB gives what was worked out by hand, and its totals are those of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import duckdb
import ibis
import pyarrow as pa
import pytest
from pyarrow import parquet

from accrue_facts.errors import FactsError
from accrue_facts.measures.answer import answer_from
from accrue_facts.measures.asking import ask, ask_all
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.engines import kept_tables, tables_on
from accrue_facts.measures.question import Question, before, from_plain, year_before
from accrue_facts.measures.relations import Tables
from accrue_facts.tests.measured import FIRST, LAST, TOTALS, groups, known_facts, total


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    connection = ibis.duckdb.connect()
    yield tables_on(connection, known_facts())
    connection.disconnect()


def test_every_measure_has_a_known_answer():
    assert set(TOTALS) == set(MEASURES) - {"sales_growth"}


@pytest.mark.parametrize("measure", TOTALS)
def test_totals(tables, measure):
    assert total(tables, measure) == pytest.approx(TOTALS[measure], abs=1e-6)


def test_splits(tables):
    assert groups(tables, "revenue", "team") == {"South": 180.0, "North": 125.0, "": 10.0}
    assert groups(tables, "revenue", "country") == {"": 180.0, "DE": 125.0, "FR": 10.0}
    assert groups(tables, "win_rate", "owner") == {"7": 50.0, "8": 100.0, "": 100.0}
    assert groups(tables, "stage_conversion", "stage") == {"New": 100.0, "Offer": 50.0}
    assert groups(tables, "lead_conversion", "source") == {"Web": 50.0, "Fair": 0.0}


@pytest.mark.parametrize(
    "measure", [m for m in MEASURES.values() if m.dimensions and not m.growth_of], ids=lambda m: m.name
)
def test_parts_add_up_to_the_total(tables, measure):
    """Of every dimension and by every month: what is divided and what divides it, not the ratios."""
    for split in measure.dimensions:
        answer = ask(tables, Question(measure.name, FIRST, LAST, "month", split))
        assert answer.total is not None
        for parts in (answer.groups, answer.steps):
            assert sum(one.figure.top for one in parts) == pytest.approx(answer.total.top)
            # a month in which somebody worked for two teams is a month of each
            if not measure.name.endswith("_per_person") and measure.name != "interactions" and measure.below:
                assert sum(one.figure.below or 0 for one in parts) == pytest.approx(answer.total.below)
        for group in answer.groups:
            assert sum(step.top for step in group.steps) == pytest.approx(group.figure.top)


def test_a_day_ends_at_midnight_and_steps_without_rows_are_zero(tables):
    answer = ask(tables, Question("revenue", date(2025, 1, 1), date(2025, 4, 30), "month"))
    assert [(one.name, one.figure.value) for one in answer.steps] == [
        ("2025-01-01", 100.0), ("2025-02-01", 180.0), ("2025-03-01", 0.0), ("2025-04-01", 0.0),
    ]  # fmt: skip
    rate = ask(tables, Question("win_rate", date(2025, 2, 1), date(2025, 3, 31), "month"))
    assert [one.figure.value for one in rate.steps] == [pytest.approx(200 / 3), None]


def test_filters_and_comparison(tables):
    north = Question("revenue", FIRST, LAST, only=(("team", ("North", "")),))
    assert ask(tables, north).total.value == 135.0
    february = Question("revenue", date(2025, 2, 1), date(2025, 2, 28), against="previous")
    found = ask(tables, february)
    assert (found.total.value, found.against.value) == (180.0, 100.0)
    later = Question("revenue", date(2026, 1, 1), date(2026, 12, 31), "quarter", against="year")
    quarters = [(one.figure.value, one.against.value) for one in ask(tables, later).steps]
    assert quarters == [(10.0, 280.0), (0.0, 25.0), (0.0, 0.0), (0.0, 0.0)]


def test_growth(tables):
    found = ask(tables, Question("sales_growth", date(2025, 2, 1), date(2025, 3, 31), "month", "team"))
    assert found.total.value == pytest.approx(80.0)  # 180 after 100 in the two months before
    assert [one.figure.value for one in found.steps] == [pytest.approx(80.0), pytest.approx(-100.0)]
    assert {one.name: one.figure.value for one in found.groups} == {"South": None}


def test_records_sum_to_the_figure_to_the_cent(tables):
    answer = ask(tables, Question("revenue", FIRST, LAST, with_records=True))
    assert [(one.id, one.value) for one in answer.records][:2] == [("c", 200.0), ("a", 100.0)]
    assert round(sum(one.value for one in answer.records), 2) == 315.0
    lost_too = ask(tables, Question("win_rate", FIRST, LAST, with_records=True))
    assert {one.id for one in lost_too.records} == {"1", "2", "3", "5"}
    for measure in MEASURES:
        ask(tables, Question(measure, FIRST, LAST, with_records=True))


def test_which_products_sell_where(tables):
    assert groups(tables, "product_sales", "product") == {"Tea": 95.0, "Pot": 40.0}
    assert groups(tables, "product_sales", "country") == {"DE": 125.0, "FR": 10.0, "": 0.0}
    german = Question("product_sales", FIRST, LAST, split="product", only=(("country", ("DE",)),))
    assert {one.name: one.figure.value for one in ask(tables, german).groups} == {"Tea": 85.0, "Pot": 40.0}


def test_tables_that_hold_nothing_are_said_and_not_zero(tables):
    without = Tables({k: v for k, v in tables.held.items() if k != "cases"}, tables.base)
    answer = ask(without, Question("cases", FIRST, LAST))
    assert answer.missing == "cases"
    assert answer.total is None


def test_what_customers_cost_is_not_known_where_nothing_was_spent(tables):
    """Costs of media or campaigns, whichever are there; a time without either is no time in which customers were free."""
    later = ask(tables, Question("cac", date(2025, 2, 1), date(2025, 2, 28)))
    assert (later.total.value, later.total.below) == (None, 1)
    for name, value in (("costs", 10.0), ("campaigns", 67 / 3)):
        without = Tables({k: v for k, v in tables.held.items() if k != name}, tables.base)
        assert ask(without, Question("cac", FIRST, LAST)).total.value == pytest.approx(value, abs=1e-6)
    neither = Tables({"orders": tables.held["orders"]}, tables.base)
    assert ask(neither, Question("cac", FIRST, LAST)).missing == "costs"


def test_money_that_cannot_be_known_is_counted_as_blank(tables):
    without = replace(tables, margin_rate=None, _made={})
    answer = ask(without, Question("margin", FIRST, LAST))
    assert (answer.total.value, answer.blank) == (106.0, 1)


def test_answers_and_questions_survive_being_kept(tables):
    question = Question("revenue", FIRST, LAST, "quarter", "team", (("country", ("DE",)),), "year")
    assert from_plain(question.to_plain()) == question
    answer = ask(tables, question)
    assert answer_from(answer.to_plain()) == answer


def test_periods_before():
    assert before(date(2025, 1, 1), date(2025, 3, 31)) == (date(2024, 10, 1), date(2024, 12, 31))
    assert before(date(2025, 1, 6), date(2025, 1, 12)) == (date(2024, 12, 30), date(2025, 1, 5))
    assert year_before(date(2024, 2, 1), date(2024, 2, 29)) == (date(2023, 2, 1), date(2023, 2, 28))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Question("profit", FIRST, LAST), "no measure profit"),
        (Question("revenue", LAST, FIRST), "before the first"),
        (Question("revenue", FIRST, LAST, split="stage"), "not known by stage"),
        (Question("cac", FIRST, LAST, split="team"), "not known by team"),
        (Question("revenue", FIRST, LAST, "day"), "more than 400"),
        (Question("revenue", date(1, 1, 1), LAST), "between 1900 and 2200"),
        (Question("revenue", FIRST, date(9999, 12, 31)), "between 1900 and 2200"),
        (Question("revenue", FIRST, LAST, only=(("team", ("a\0",)),)), "no text"),
        (Question("revenue", FIRST, LAST, "hour"), "The step is one of"),
        (Question("adoption", FIRST, LAST, "month"), "state on the last day"),
    ],
)
def test_what_makes_no_sense_is_refused(tables, asked, said):
    with pytest.raises(FactsError, match=said):
        ask(tables, asked)


def test_questions_asked_together_are_answered_as_alone(tables):
    """By every step and dimension, with filters and comparison: what they share makes no difference."""
    names = ("revenue", "sales_growth", "average_order", "win_rate", "cltv", "deals_per_person", "adoption")
    questions = [
        Question(
            measure.name, day, LAST, "quarter" if measure.has_steps else "", split, only, against=against
        )
        for measure in map(MEASURES.__getitem__, names)
        for day, split, only, against in (
            (FIRST, "", (), "year"),
            (FIRST, (*measure.dimensions, "")[0], (), ""),
            (date(2025, 2, 1), "", (), "previous"),
        )
    ] + [
        Question("orders", FIRST, LAST, only=(("team", ("North",)),)),
        Question("revenue", FIRST, LAST, with_records=True),
    ]
    inline = Tables(tables.held, tables.base, tables.margin_rate)
    assert ask_all(tables, questions) == [ask(inline, question) for question in questions]


def test_what_is_worked_out_is_kept_beside_the_facts_and_used_again(tmp_path):
    for name, table in known_facts().tables.items():
        if name != "adoption":
            parquet.write_table(pa.table(table.columns), tmp_path / f"{name}.parquet")
    (tmp_path / "programme.toml").write_text('base_currency = "EUR"\nmargin_rate = 0.4\n')
    known = {name: value for name, value in TOTALS.items() if name != "adoption"}
    with kept_tables(tmp_path) as first:
        assert {name: total(first, name) for name in known} == pytest.approx(known, abs=1e-6)
        with kept_tables(tmp_path) as meanwhile:  # somebody else has the file
            assert total(meanwhile, "cltv") == pytest.approx(TOTALS["cltv"])
    (file,) = tmp_path.glob("relations-*.duckdb")
    with duckdb.connect(file) as connection:
        connection.execute("UPDATE made_orders SET amount = amount * 2")
    with kept_tables(tmp_path) as again:
        assert total(again, "revenue") == 2 * TOTALS["revenue"]
    file.write_bytes(b"no database")
    with kept_tables(tmp_path) as anew:
        assert total(anew, "revenue") == TOTALS["revenue"]
