"""`accrue measure clv` on customers whose model was published."""

import csv
from pathlib import Path

import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue_facts.tests.made import orders, tables
from accrue_facts.writing import write_folder


def lifetimes_data() -> Path:
    """The folder of data files in the installed package, which is never imported."""
    from importlib.metadata import files

    file = next(f for f in files("lifetimes") if f.name == "CDNOW_sample.txt")
    return Path(str(file.locate())).parent


@pytest.fixture
def cdnow(tmp_path):
    lines = [
        line.split()
        for line in (lifetimes_data() / "CDNOW_sample.txt").read_text().splitlines()
        if line.strip()
    ]
    assert len(lines) == 6919
    rows = [
        {
            "order_id": str(i),
            "person_id": w[0],
            "ordered_at": f"{w[2][:4]}-{w[2][4:6]}-{w[2][6:]}",
            "amount": float(w[-1]),
        }
        for i, w in enumerate(lines)
    ]
    write_folder(tmp_path / "cdnow", tables(orders=rows))
    return tmp_path / "cdnow"


def test_clv_of_cdnow_meets_what_was_published(cdnow, tmp_path):
    asked = ("measure", "clv", "--data", cdnow, "--calibration-end", "1997-09-30", "--resamples", 2)
    found = answer(*asked, "--holdout-weeks", 39, "--predictions", tmp_path / "p.csv")
    model, spend = found["model"], found["spend"]
    assert [model[k] for k in ("r", "alpha", "a", "b")] == pytest.approx(
        [0.2426, 4.4135, 0.7929, 2.4258], rel=0.005
    )
    assert model["log_likelihood"] == pytest.approx(-9582.43, abs=0.05)
    assert [spend[k] for k in "pqv"] == pytest.approx([6.25, 3.744, 15.444], rel=0.01)
    assert (found["customers"], found["repeat_customers"]) == (2357, 946)
    held = found["holdout"]
    assert held["actual"] == 1882
    assert held["predicted"] == pytest.approx(held["actual"], rel=0.2)
    assert held["mae"] < held["naive_mae"]
    predicted = (tmp_path / "p.csv").read_text().splitlines()
    assert len(predicted) == 2358
    assert predicted[0].startswith('"id","p_alive","weeks","expected_purchases"') or predicted[0].startswith(
        "id,p_alive"
    )
    # a holdout is as long as the data allow, when nothing is said
    assert answer(*asked)["holdout"] == held
    too_long = invoke(*asked, "--holdout-weeks", 40)
    assert too_long.exit_code == 2
    assert "1998-06-30" in too_long.stderr


def test_every_parameter_and_the_total_have_a_seeded_interval(cdnow, tmp_path):
    asked = ("measure", "clv", "--data", cdnow, "--calibration-end", "1997-09-30", "--resamples", 12)
    found = answer(*asked, "--predictions", tmp_path / "p.csv")
    assert (found["seed"], found["resamples"], found["level"], found["weeks"]) == (20260101, 12, 0.9, 39.0)
    for key, names in (("model", ("r", "alpha", "a", "b")), ("spend", "pqv")):
        bounds = found[key]["interval"]
        assert set(bounds) == set(names)
        assert all(bounds[name]["low"] < found[key][name] < bounds[name]["high"] for name in names)
    rows = list(csv.DictReader((tmp_path / "p.csv").open()))
    for key, column in (("purchases", "expected_purchases"), ("total", "predicted_value")):
        assert found[key]["value"] == pytest.approx(sum(float(row[column]) for row in rows), rel=1e-9)
        assert found[key]["low"] < found[key]["value"] < found[key]["high"]
    assert answer(*asked)["total"] == found["total"]
    assert answer(*asked, "--seed", 7)["total"] != found["total"]
    words = invoke(*asked).output
    for said in (
        "90\u2009% interval",
        "12 refits",
        "seed 20260101",
        "What all customers spend in the next 39 weeks",
    ):
        assert said in words
    none = answer(*asked[:-1], 0)
    assert (none["model"]["interval"], none["total"], none["resamples"]) == (None, None, None)
    assert invoke(*asked[:-1], 1).exit_code == 2


def test_clv_of_a_summary_and_one_customer(tmp_path):
    summary = lifetimes_data() / "cdnow_customers_summary.csv"
    out = tmp_path / "p.csv"
    found = answer(
        "measure",
        "clv",
        "--customers",
        summary,
        "--holdout-weeks",
        39,
        "--predictions",
        out,
        "--resamples",
        2,
    )
    assert found["model"]["r"] == pytest.approx(0.2426, rel=0.005)
    assert found["spend"] is None
    assert "spend" in found["undefined"]
    first = out.read_text().splitlines()[1].split(",")
    assert float(first[1]) == pytest.approx(0.72661, rel=0.01)
    assert float(first[3]) == pytest.approx(1.22591, rel=0.01)


def test_clv_refuses_few_repeat_customers(tmp_path):
    write_folder(tmp_path / "f", tables(orders=orders()))
    found = answer("measure", "clv", "--data", tmp_path / "f", "--calibration-end", "2023-06-30")
    assert (found["model"], found["spend"], found["holdout"]) == (None, None, None)
    assert [r["code"] for r in found["refused"]] == ["lifetime.too_few_repeaters"]


def test_customers_file_complaints_name_row_and_column(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("id,frequency,recency,T\n1,2,10,20\n2,1,30,20\n")
    result = invoke("measure", "clv", "--customers", path)
    assert result.exit_code == 2
    assert "c.csv, row 2 (line 3), column recency" in result.stderr
    path.write_text("id,frequency,recency\n1,2,10\n")
    assert "column T" in invoke("measure", "clv", "--customers", path).stderr
