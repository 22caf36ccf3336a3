"""What `accrue measure clv` says of winning customers, on the public CDNOW purchases."""

import csv
from datetime import date

import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue.cli.tests.test_measure_pages import documented
from accrue_stats.tests.cdnow import cdnow_purchases

TOML = 'base_currency = "USD"\nmargin_rate = 0.3\ndiscount_rate = 0.1\n'
CAMPAIGNS = "campaign_id,name,channel,started_at,cost\n1,a,web,1997-01-01,14000\n2,b,web,1997-02-15,9570\n3,c,web,1998-02-01,999\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("cdnow")
    with (path / "orders.csv").open("w") as file:
        rows = csv.writer(file)
        rows.writerow(["order_id", "person_id", "ordered_at", "amount"])
        for i, (who, day, value) in enumerate(zip(*cdnow_purchases(), strict=True)):
            rows.writerow([i, who, date.fromordinal(day), value])
    (path / "campaigns.csv").write_text(CAMPAIGNS)
    (path / "costs.csv").write_text(
        "cost_id,category,incurred_at,amount,campaign_id\na,media,1997-01-05,500,1\nb,media,1997-03-01,1000,\nc,training,1997-03-01,77,\n"
    )
    (path / "programme.toml").write_text(TOML)
    return path


def test_cost_value_ratio_and_payback(folder):
    found = answer(
        "measure", "clv", "--data", folder, "--calibration-end", "1997-09-30", "--resamples", "2", "--holdout-weeks", "39", "--sales-cost", "34355"
    )  # fmt: skip
    assert list(found) == documented("clv")
    # the media cost of campaign 1 is in the campaign's own cost, and campaign 3 came later
    assert found["acquisition_spend"] == 14_000 + 9_570 + 1_000 + 34_355
    assert found["new_customers"] == 2_357
    assert found["cac"] == pytest.approx(25.0, abs=0.01)
    assert found["horizon_months"] == 36
    cltv, ratio, months = found["cltv"], found["cltv_to_cac"], found["payback_months"]
    assert cltv["low"] < cltv["value"] < cltv["high"]
    assert ratio["value"] == pytest.approx(cltv["value"] / found["cac"])
    assert 0 < months["low"] <= months["value"] <= months["high"]
    assert found["churn"] is None
    assert "less than 104 weeks" in found["undefined"]["churn"]


def test_without_costs_there_is_a_value_but_no_cost(tmp_path, folder):
    (tmp_path / "orders.csv").write_text((folder / "orders.csv").read_text())
    (tmp_path / "programme.toml").write_text(TOML)
    out = tmp_path / "p.csv"
    found = answer(
        "measure",
        "clv",
        "--data",
        tmp_path,
        "--calibration-end",
        "1997-09-30",
        "--resamples",
        "2",
        "--predictions",
        out,
    )
    assert (found["cac"], found["cltv_to_cac"], found["payback_months"]) == (None, None, None)
    assert found["cltv"]["value"] > 0
    assert "No campaign has a cost" in found["undefined"]["cac"]
    with out.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2_357
    for row in rows[:50]:
        bounds = [float(row[f"predicted_value{end}"]) for end in ("_low", "", "_high")]
        assert bounds == sorted(bounds)
        assert float(row["expected_purchases_low"]) <= float(row["expected_purchases"])


def test_a_negative_sales_cost_is_an_error(folder):
    result = invoke(
        "measure",
        "clv",
        "--data",
        folder,
        "--calibration-end",
        "1997-09-30",
        "--resamples",
        "2",
        "--sales-cost",
        "-1",
    )
    assert result.exit_code == 2
