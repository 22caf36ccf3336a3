"""Input that cannot be measured: one clear line, exit code 2, nothing written."""

import os

import pytest

from accrue.cli.tests.asking import TOML, invoke, run

ORDERS = "order_id,person_id,ordered_at,amount,currency\n1,a,2024-02-01,10,EUR\n"
COSTS = "cost_id,category,incurred_at,amount\n1,media,2024-02-01,5\n"
EXPERIMENTS = "experiment_id,person_id,arm\nx,1,control\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"orders.csv": ORDERS.replace("amount", "total"), "costs.csv": COSTS},
            ["orders.csv", "column amount", "missing"],
        ),
        (
            {"orders.csv": ORDERS + "2,b,2024-02-01,ten,EUR\n"},
            ["orders.csv", "row 2", "column amount", "'ten'"],
        ),
        (
            {"orders.csv": ORDERS + "2,b,2024-02-01,10,USD\n"},
            ["orders.csv", "row 2", "column currency", "rates"],
        ),
        (
            {"orders.csv": ORDERS + "2,b,1850-02-01,10,EUR\n"},
            ["orders.csv", "row 2", "column ordered_at", "before 1900"],
        ),
        ({"orders.csv": ORDERS.splitlines()[0] + "\n"}, ["orders.csv", "no rows"]),
        ({"orders.csv": ""}, ["orders.csv", "empty"]),
        (
            {"costs.csv": COSTS + "2,party,2024-02-01,5\n"},
            ["costs.csv", "row 2", "column category", "'party'", "media"],
        ),
        (
            {"costs.csv": COSTS + "1,media,2024-02-01,5\n"},
            ["costs.csv", "row 2", "column cost_id", "already"],
        ),
        ({"costs.parquet": "not parquet at all"}, ["costs.parquet", "Parquet"]),
        ({"costs.csv": COSTS, "programme.toml": "go_live = 1"}, ["programme.toml", "go_live"]),
        ({"experiments.csv": EXPERIMENTS + "x,1,mail\n"}, ["experiments.csv", "row 2", "column person_id"]),
        ({}, ["no facts table"]),
    ],
)
def test_bad_facts_are_one_clear_line_and_leave_nothing(tmp_path, files, told):
    data = tmp_path / "facts"
    data.mkdir()
    for name, text in files.items():
        (data / name).write_text(text)
    (data / "programme.toml").exists() or not files or (data / "programme.toml").write_text(TOML)
    before = sorted(p.name for p in tmp_path.rglob("*"))
    result = invoke("measure", "roi", "--data", data, "--json", "--html", tmp_path / "out.html")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    for words in told:
        assert words in result.stderr
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "args",
    [
        ("roi", "--data", "nowhere"),
        ("roi",),
        ("effect", "--data", "nowhere", "--experiment", "a", "--measure", "b"),
        ("timeline", "--data", "nowhere", "--measure", "b"),
        ("clv",),
        ("clv", "--customers", "nowhere.csv"),
        ("clv", "--data", "nowhere", "--calibration-end", "1997-09-30"),
        ("clv", "--data", "nowhere", "--calibration-end", "soon"),
        ("nps", "--promoters", "-1", "--passives", "0", "--detractors", "0"),
        ("nps", "--promoters", "1", "--passives", "0", "--detractors", "0", "--level", "nan"),
        ("nps", "--promoters", "many", "--passives", "0", "--detractors", "0"),
        ("nps", "--promoters", "1", "--passives", "0", "--detractors", "0", "--level", "90"),
        (
            "nps",
            "--promoters",
            "1",
            "--passives",
            "0",
            "--detractors",
            "0",
            "--html",
            "no/such/folder/x.html",
        ),
    ],
)
def test_bad_questions_are_one_clear_line(args, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = invoke("measure", *args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("Error: ")


def test_200_mb_of_garbage_in_a_process_of_its_own(tmp_path):
    block = os.urandom(1 << 20)
    with (tmp_path / "orders.csv").open("wb") as file:
        file.write(ORDERS.encode())
        for _ in range(200):
            file.write(block)
    done = run("measure", "roi", "--data", tmp_path, "--from", "2024-01-01")
    (tmp_path / "orders.csv").unlink()
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "orders.csv" in done.stderr
    assert "Traceback" not in done.stderr
