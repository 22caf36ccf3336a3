"""The same measures, answered by Spark on this machine: the same figures. Run by `make test-spark`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accrue_facts.measures.asking import ask, ask_all
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.engines import tables_on
from accrue_facts.measures.question import Question
from accrue_facts.measures.relations import Tables
from accrue_facts.measures.warehouses import connected
from accrue_facts.tests.measured import FIRST, LAST, TOTALS, groups, known_facts


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    with connected("spark") as connection:
        yield tables_on(connection, known_facts())


def test_every_measure(tables):
    answers = ask_all(tables, [Question(name, FIRST, LAST) for name in TOTALS])
    found = {one.measure: one.total.value for one in answers}
    assert found == pytest.approx(TOTALS, abs=1e-6)


def test_splits_and_records(tables):
    assert groups(tables, "revenue", "team") == {"South": 180.0, "North": 125.0, "": 10.0}
    assert groups(tables, "revenue", "country") == {"": 180.0, "DE": 125.0, "FR": 10.0}
    assert groups(tables, "stage_conversion", "stage") == {"New": 100.0, "Offer": 50.0}
    answer = ask(tables, Question("revenue", FIRST, LAST, with_records=True))
    assert [(one.id, one.day, one.value) for one in answer.records][:2] == [
        ("c", "2025-02-01", 200.0),
        ("a", "2025-01-31", 100.0),
    ]


def test_steps_filters_and_comparison_are_those_of_duckdb(tables):
    import ibis

    questions = [
        Question(
            one.name,
            FIRST,
            LAST,
            "quarter" if one.has_steps else "",
            (*one.dimensions, "")[0],
            against="year",
        )
        for one in MEASURES.values()
    ] + [Question("revenue", FIRST, LAST, "month", only=(("team", ("North", "")),))]
    connection = ibis.duckdb.connect()
    expected = ask_all(tables_on(connection, known_facts()), questions)
    assert [one.to_plain() for one in ask_all(tables, questions)] == [one.to_plain() for one in expected]
