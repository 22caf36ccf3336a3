"""The same measures, answered by PostgreSQL itself on the facts loaded as tables: the same figures."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import psycopg
import pytest
from django.db import connection

from accrue_facts.measures.asking import ask
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.engines import tables_on
from accrue_facts.measures.question import Question
from accrue_facts.measures.relations import Tables
from accrue_facts.tests.measured import FIRST, LAST, TOTALS, groups, known_facts, total

SCHEMA = "facts_of_a_test"


@pytest.fixture
def tables(db: None) -> Iterator[Tables]:
    """Over a connection of its own, in a schema that is dropped again."""
    held = connection.settings_dict
    own = psycopg.connect(
        dbname=held["NAME"],
        host=held["HOST"] or None,
        port=held["PORT"] or None,
        user=held["USER"],
        password=held["PASSWORD"],
        autocommit=True,
        options=f"-c search_path={SCHEMA} -c timezone=UTC",
    )
    with own:
        own.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        own.execute(f"CREATE SCHEMA {SCHEMA}")
        try:
            yield tables_on(ibis.postgres.from_connection(own), known_facts())
        finally:
            own.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def test_every_measure(tables):
    found = {name: total(tables, name) for name in TOTALS}
    assert found == pytest.approx(TOTALS, abs=1e-6)


def test_splits_steps_and_records(tables):
    assert groups(tables, "revenue", "team") == {"South": 180.0, "North": 125.0, "": 10.0}
    assert groups(tables, "stage_conversion", "stage") == {"New": 100.0, "Offer": 50.0}
    for measure in MEASURES.values():
        step = "month" if measure.has_steps else ""
        answer = ask(
            tables, Question(measure.name, FIRST, LAST, step, (*measure.dimensions, "")[0], against="year")
        )
        assert answer.total is not None
        assert len(answer.steps) == (24 if step else 0)
        ask(tables, Question(measure.name, FIRST, LAST, with_records=True))
