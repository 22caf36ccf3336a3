"""The same duplicates, compared by Spark on this machine: the same pairs. Run by `make test-spark`."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv

from accrue_facts.duplicates import measure_duplicates
from accrue_facts.errors import FactsError
from accrue_stats.tests.test_duplicates import with_duplicates

FIELDS = ("Vorname", "Nachname", "Geburtsdatum", "Ort")


@pytest.fixture
def people(tmp_path) -> Path:
    """Enough of them for keys; 100 are there twice."""
    table, truth = with_duplicates(700, 100)
    csv.write_csv(table.append_column("who", pa.array(truth)), tmp_path / "people.csv")
    return tmp_path / "people.csv"


def test_the_pairs_are_those_of_duckdb(people):
    found = {
        engine: measure_duplicates(people, truth="who", fields=FIELDS, engine=engine)
        for engine in ("duckdb", "spark")
    }
    here, there = (
        {(left, right) for left, right, _ in found[engine].said.each_pair()} for engine in ("duckdb", "spark")
    )
    assert len(here) > 50
    assert len(here ^ there) <= 0.01 * len(here)
    assert found["spark"].agreed.precision > 0.95
    assert found["spark"].agreed.f1 == pytest.approx(found["duckdb"].agreed.f1, abs=0.01)


def test_another_engine_is_told(people):
    with pytest.raises(FactsError, match="The engine is duckdb, spark"):
        measure_duplicates(people, engine="postgresql://localhost/x")
