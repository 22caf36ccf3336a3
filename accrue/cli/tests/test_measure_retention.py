"""`accrue measure retention` on CSV files."""

from datetime import date, timedelta

import numpy as np
import pytest

from accrue.cli.tests.asking import TOML, answer, invoke
from accrue_stats.tests.gehan import remissions

KEYS = {"time", "survival", "se", "low", "high", "at_risk"}


@pytest.fixture
def gehan(tmp_path):
    weeks, ended, drug = remissions()
    rows = [
        f"{i},{w:g},{int(e)},{'placebo' if d else '6-MP'}"
        for i, (w, e, d) in enumerate(zip(weeks, ended, drug, strict=True))
    ]
    (tmp_path / "durations.csv").write_text("\n".join(["id,time,event,group", *rows]) + "\n")
    return tmp_path


def test_gehan_is_described_and_its_means_refused(gehan):
    found = answer("measure", "retention", "--data", gehan)
    rows = [r for r in found["survival"] if r["group"] == "6-MP"]
    assert set(rows[0]) == KEYS | {"group"}
    assert next(r["survival"] for r in rows if r["time"] == 10) == pytest.approx(0.7529, abs=1e-4)
    assert found["log_rank"]["chi2"] == pytest.approx(16.793, abs=1e-3)
    assert found["log_rank"]["df"] == 1
    assert found["rmst"] is None
    assert [(r["code"], r["line"]) for r in found["refused"]] == [("retention.too_few_events", "6-MP")]
    groups = found["groups"]
    assert {name: g["events"] for name, g in groups.items()} == {"6-MP": 9, "placebo": 21}
    assert groups["6-MP"]["rmst"] is None
    assert groups["placebo"]["rmst"]["value"] == pytest.approx(8.6667, abs=1e-4)
    words = invoke("measure", "retention", "--data", gehan).output
    assert "Log-rank test: chi-square 16.79" in words
    assert "only 9 ended" in words


def people(tmp_path, n=400, seed=1):
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 2, n)
    life = rng.exponential(np.where(group, 30.0, 20.0)).round(2)
    time, event = np.minimum(life, 40), life <= 40
    rows = [
        f"{i},{t},{'yes' if e else 'no'},{'b' if g else 'a'}"
        for i, (t, e, g) in enumerate(zip(time, event, group, strict=True))
    ]
    (tmp_path / "durations.csv").write_text("\n".join(["id,time,event,group", *rows]) + "\n")
    return tmp_path


def test_means_differences_and_contracts(tmp_path):
    asked = ("measure", "retention", "--data", people(tmp_path), "--horizon", 36)
    found = answer(*asked, "--margin", 10, "--discount", 0.01)
    assert found["rmst"]["horizon"] == 36
    assert found["rmst"]["low"] < found["rmst"]["value"] < found["rmst"]["high"]
    a, b = found["groups"]["a"], found["groups"]["b"]
    assert found["rmst"]["against"] == "a"
    assert b["difference"]["value"] == pytest.approx(b["rmst"]["value"] - a["rmst"]["value"])
    assert b["difference"]["low"] < 36 - 36 + 30 * (1 - np.exp(-1.2)) - 20 * (1 - np.exp(-1.8)) < b["difference"]["high"]  # fmt: skip
    assert found["lifetime_value"]["periods"] == 36
    assert found["lifetime_value"]["by_group"]["b"] == b["lifetime_value"]
    assert 0 < b["lifetime_value"]["value"] < 10 * b["rmst"]["value"] + 10
    assert answer(*asked, "--against", "b")["groups"]["a"]["difference"]["value"] < 0
    page = tmp_path / "out.html"
    assert invoke(*asked, "--html", page).exit_code == 0
    assert "<svg" in page.read_text()


def test_one_group_and_a_horizon_nobody_reached(tmp_path):
    path = people(tmp_path) / "durations.csv"
    path.write_text("\n".join(line.rpartition(",")[0] for line in path.read_text().splitlines()))
    found = answer("measure", "retention", "--data", tmp_path)
    assert set(found["survival"][0]) == KEYS
    assert found["log_rank"] is None
    assert "log_rank" in found["undefined"]
    assert list(found["groups"]) == ["everybody"]
    assert found["rmst"]["horizon"] == 40
    far = answer("measure", "retention", "--data", tmp_path, "--horizon", 41)
    assert far["rmst"] is None
    assert far["refused"][0]["code"] == "retention.horizon"


def buyers(tmp_path):
    """First-time buyers of 2023 and 2024 who come back after about 120 days, and from go-live after about 60."""
    rng = np.random.default_rng(3)
    rows = []
    for i in range(600):
        first = int(rng.integers(0, 700))
        again = first + 1 + int(rng.exponential(120 if first < 365 else 60))
        rows += [(i, d) for d in (first, again) if d < 730]
    lines = [f"{k},p{i},{date(2023, 1, 1) + timedelta(days=d)},10" for k, (i, d) in enumerate(rows)]
    (tmp_path / "orders.csv").write_text(
        "\n".join(["order_id,person_id,ordered_at,amount", *lines, "r,p0,2024-12-30,-10"])
    )
    (tmp_path / "programme.toml").write_text(TOML)
    return tmp_path


def test_buyers_before_and_after_go_live(tmp_path):
    found = answer("measure", "retention", "--data", buyers(tmp_path))
    both = found["before_after"]
    assert both["go_live"] == "2024-01-01"
    truth = {
        side: 1 - np.exp(-(both["days"] - 0.5) / scale) for side, scale in (("before", 120), ("after", 60))
    }
    for side, share in truth.items():
        assert both[side]["low"] < share < both[side]["high"]
    assert both["change"]["value"] == pytest.approx(both["after"]["value"] - both["before"]["value"])
    assert sum(both["people"].values()) == 600
    assert both["checks"][0]["passed"] is None
    assert found["survival"] is None
    grid = found["cohorts"]
    assert grid[0]["cohort"] == "2023-01"
    assert sum(one["people"] for one in grid) <= 600
    assert all(one["retained"][0] == 1 for one in grid)
    assert len(grid[0]["retained"]) == len(grid)
    lines = [f"p{i},2023-01-01,{'shop' if i % 2 else 'web'}" for i in range(600)]
    (tmp_path / "people.csv").write_text("\n".join(["person_id,created_at,source", *lines]))
    mixed = answer("measure", "retention", "--data", tmp_path)["before_after"]
    assert mixed["checks"][0]["passed"] is True
    assert mixed["change"] == both["change"]
    early = answer("measure", "retention", "--data", tmp_path, "--go-live", "2023-01-20")
    assert early["before_after"]["change"] is None
    assert early["refused"][0]["line"] == "before_after"


def test_deals(tmp_path):
    (tmp_path / "deals.csv").write_text(
        "deal_id,created_at,closed_at,outcome,amount\n"
        "1,2024-01-01,2024-01-11,won,5\n2,2024-01-01,2024-01-21,lost,5\n3,2024-01-01,2024-01-31,won,\n"
        "4,2024-01-01,,open,5\n5,2024-01-01,,won,5\n"
    )
    found = answer("measure", "retention", "--data", tmp_path)
    deals = found["deals"]
    assert deals["deals"] == 4
    assert [(r["days"], r["share"]) for r in deals["won"]] == [(10, 0.25), (30, 0.5)]
    assert [r["share"] for r in deals["lost"]] == [0.25]
    assert deals["median_days_to_win"] == 10
    assert "Left out: 1 deal that ended" in found["notes"][0]


@pytest.mark.parametrize(
    ("files", "args", "told"),
    [
        (
            {"durations.csv": "id,time,event\n1,-2,1\n"},
            (),
            ["durations.csv, row 1", "column time", "below 0"],
        ),
        ({"durations.csv": "id,time,event\n1,2,1\n2,soon,1\n"}, (), ["row 2", "column time", "'soon'"]),
        ({"durations.csv": "id,time,event\n1,2,maybe\n"}, (), ["row 1", "column event"]),
        ({"durations.csv": "id,time\n1,2\n"}, (), ["column event", "missing"]),
        ({"durations.csv": "id,time,event\n1,2,1\n1,3,1\n"}, (), ["column id", "already in row 1"]),
        ({"durations.csv": "id,time,event\n"}, (), ["no rows"]),
        ({"durations.csv": "id,time,event,group\n1,2,1,a\n"}, ("--against", "b"), ["column group", "'b'"]),
        ({"people.csv": "person_id,created_at\n1,2024-01-01\n"}, (), ["durations.csv"]),
        ({"durations.csv": "id,time,event\n1,2,1\n"}, ("--margin", 5), ["--periods"]),
        (
            {"deals.csv": "deal_id,created_at,closed_at,outcome,amount\n1,2024-02-01,2024-01-01,won,5\n"},
            (),
            ["deals.csv, row 1", "column closed_at"],
        ),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path, files, args, told):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    result = invoke("measure", "retention", "--data", tmp_path, *args)
    assert result.exit_code == 2
    assert result.stdout == ""
    for words in told:
        assert words in result.stderr
