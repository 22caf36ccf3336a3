"""`accrue measure kpis`: the measures from a folder, by any engine."""

from __future__ import annotations

import importlib.util

import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue.cli.tests.test_measure_pages import documented

ORDERS = """order_id,person_id,ordered_at,amount,currency,team
a,1,2025-01-31,100,EUR,North
b,2,2025-02-01,50,EUR,South
c,2,2024-02-01,40,EUR,South
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / "programme.toml").write_text('base_currency = "EUR"\n')
    return tmp_path


def test_all_measures_and_what_is_missing(folder):
    found = answer("measure", "kpis", "--data", folder, "--to", "2025-12-31", "--against", "year")
    assert list(found) == documented("kpis")
    assert found["period"] == {"from": "2025-01-01", "to": "2025-12-31"}
    by_name = {one["measure"]: one for one in found["measures"]}
    assert (by_name["revenue"]["total"]["value"], by_name["revenue"]["against"]["value"]) == (150.0, 40.0)
    assert by_name["sales_growth"]["total"]["value"] == 275.0
    assert (by_name["margin"]["total"]["value"], by_name["margin"]["blank"]) == (None, 2)
    assert (by_name["nps"]["missing"], by_name["nps"]["total"]) == ("surveys", None)
    text = invoke("measure", "kpis", "--data", folder, "--to", "2025-12-31").stdout
    assert "150.00 EUR" in text
    assert "Net promoter score: the table surveys holds nothing." in " ".join(text.split())


def test_steps_and_splits(folder):
    asked = (
        "measure",
        "kpis",
        "--data",
        folder,
        "--from",
        "2025-01-01",
        "--to",
        "2025-02-28",
        "--measure",
        "revenue",
    )
    (one,) = answer(*asked, "--step", "month", "--split", "team")["measures"]
    assert [(at["name"], at["figure"]["value"]) for at in one["steps"]] == [
        ("2025-01-01", 100.0),
        ("2025-02-01", 50.0),
    ]
    assert {at["name"]: at["figure"]["value"] for at in one["groups"]} == {"North": 100.0, "South": 50.0}
    assert "Revenue by team" in invoke(*asked, "--split", "team").stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--measure", "profit"), "no measure profit"),
        (("--split", "stage", "--measure", "revenue"), "not known by stage"),
        (("--engine", "oracle://me:secret@there/x"), "The engine is duckdb, spark,"),
        (("--engine", "postgresql://me:secret@127.0.0.1:1/x"), "cannot be reached"),
    ],
)
def test_what_makes_no_sense_is_refused(folder, asked, said):
    result = invoke("measure", "kpis", "--data", folder, "--to", "2025-12-31", *asked)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is not None, reason="says what to install where it is not"
)
def test_spark_that_is_not_installed_is_said(folder):
    result = invoke("measure", "kpis", "--data", folder, "--to", "2025-12-31", "--engine", "spark")
    assert "pip install 'accrue-crm[spark]'" in result.stderr
