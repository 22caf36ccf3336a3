"""`accrue measure` and `accrue facts` as a stranger runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from accrue.cli import cli
from accrue_facts.tests.made import cost, experiment, orders, tables, weekly
from accrue_facts.writing import write_folder

TOML = 'base_currency = "EUR"\ngo_live = 2024-01-01\nmargin_rate = 0.5\ndiscount_rate = 0.1\n'
PROGRAM = "from accrue.cli import main; main()"


def run(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The real command line in a process of its own, without Django's settings or a database."""
    hidden = {"DJANGO_SETTINGS_MODULE", "ACCRUE_DATABASE_URL"}
    env = {k: v for k, v in os.environ.items() if k not in hidden}
    command = [sys.executable, "-c", PROGRAM, *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=env, cwd=cwd)


def invoke(*args: object):
    return CliRunner().invoke(cli, [str(a) for a in args])


def answer(*args: object) -> dict:
    result = invoke(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path):
    days, values, control = weekly()
    series = [
        {"measure": "visits", "period": d, "value": v, "control": c}
        for d, v, c in zip(days, values, control, strict=True)
    ]
    assigned, outcomes = experiment()
    path = tmp_path / "facts"
    rows = {
        "experiments": assigned,
        "outcomes": outcomes,
        "orders": orders(),
        "series": series,
        "costs": [cost(500)],
    }
    write_folder(path, tables(**rows), TOML, as_csv=True)
    return path


def test_roi_in_a_process_of_its_own(folder):
    done = run("measure", "roi", "--data", folder, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert set(found["roi_percent"]) == {"value", "low", "high"}
    assert found["roi_percent"]["value"] == pytest.approx(100 * (found["benefit"]["value"] - 500) / 500)
    assert found["net_return"]["value"] == pytest.approx(found["benefit"]["value"] - found["cost"])
    assert found["cost_to_benefit"]["value"] == pytest.approx(found["cost"] / found["benefit"]["value"])
    assert found["period"] == {"from": "2024-01-01", "to": "2024-06-30"}
    assert [(line["grade"], line["status"]) for line in found["lines"]] == [("A", "counted"), ("D", "shown")]
    assert found["lines"][0]["records"] == 800
    assert found["refused"] is None
    assert run("measure", "roi", "--data", folder, "--json").stdout == done.stdout


def test_measuring_imports_no_django():
    code = (
        "import sys; sys.argv = ['accrue', 'measure', 'nps', '--promoters', '1', '--passives', '1', '--detractors', '1']\n"
        "from accrue.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "assert 'django' not in sys.modules and 'procrastinate' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_roi_in_words(folder):
    result = invoke("measure", "roi", "--data", folder)
    assert result.exit_code == 0
    for words in (
        "Every 1.00 EUR spent brought back",
        "90 % interval",
        "├",
        "counted",
        "shown",
        "same money twice",
    ):
        assert words in result.output


def test_period_and_level_are_options(folder):
    assert answer("measure", "roi", "--data", folder, "--from", "2024-01-05", "--to", "2024-02-01")[
        "period"
    ] == {
        "from": "2024-01-05",
        "to": "2024-02-01",
    }
    wide, narrow = (
        answer("measure", "roi", "--data", folder, "--level", x)["benefit"] for x in ("0.99", "0.5")
    )
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]


def test_effect(folder):
    found = answer(
        "measure", "effect", "--data", folder, "--experiment", "mail", "--measure", "spend", "--level", "0.95"
    )
    assert set(found["effect"]) == {"value", "low", "high", "se"}
    assert found["units"] == {"control": 400, "mail": 400}
    assert found["effect"]["low"] < 4 < found["effect"]["high"]
    assert found["total"]["value"] == pytest.approx(400 * found["effect"]["value"])
    assert found["relative"]["value"] == pytest.approx(found["effect"]["value"] / found["control_mean"])
    assert {"name", "statistic", "p", "passed"} <= set(found["checks"][0])
    assert found["checks"][0]["passed"] is None
    assert found["refused"] is None
    words = invoke("measure", "effect", "--data", folder, "--experiment", "mail", "--measure", "spend").output
    assert "Effect per person" in words
    assert "Not tested" in words


def test_effect_needs_the_arm_where_several_are_treated(tmp_path):
    people = {arm: [f"{arm}{i}" for i in range(120)] for arm in ("control", "a", "b")}
    assigned, outcomes = experiment(people=people)
    write_folder(tmp_path / "f", tables(experiments=assigned, outcomes=outcomes), TOML)
    asked = ("measure", "effect", "--data", tmp_path / "f", "--experiment", "mail", "--measure", "spend")
    result = invoke(*asked)
    assert result.exit_code == 2
    assert "choose one with --arm: a, b" in result.stderr
    assert answer(*asked, "--arm", "b")["units"] == {"control": 120, "a": 120, "b": 120}
    assert invoke(*asked, "--arm", "c").exit_code == 2


def test_a_refused_effect_is_null_and_no_error(tmp_path):
    assigned, outcomes = experiment(share={"control": 0.2, "mail": 0.8})
    write_folder(tmp_path / "f", tables(experiments=assigned, outcomes=outcomes), TOML)
    found = answer(
        "measure", "effect", "--data", tmp_path / "f", "--experiment", "mail", "--measure", "spend"
    )
    assert (found["effect"], found["relative"], found["total"], found["adjusted"]) == (None,) * 4
    assert [set(r) for r in found["refused"]] == [{"code", "reason", "line"}]
    assert found["checks"][0]["passed"] is False


def test_an_effect_inside_its_interval_could_be_chance(tmp_path):
    assigned, outcomes = experiment(lift=0.0)
    write_folder(tmp_path / "f", tables(experiments=assigned, outcomes=outcomes), TOML)
    result = invoke(
        "measure", "effect", "--data", tmp_path / "f", "--experiment", "mail", "--measure", "spend"
    )
    assert "could be chance" in result.output


def test_timeline(folder):
    asked = ("measure", "timeline", "--data", folder, "--measure", "visits", "--go-live", "2024-01-01")
    plain, beside = answer(*asked), answer(*asked, "--control")
    assert (plain["grade"], beside["grade"]) == ("D", "C")
    assert {"effect", "relative", "inflation", "pseudo_launches", "grade", "refused"} <= set(plain)
    assert plain["pseudo_launches"] >= 6
    assert 1.0 <= plain["inflation"] <= 2.0
    assert plain["relative"]["low"] < 0.1 < plain["relative"]["high"]
    from_orders = answer(
        "measure", "timeline", "--data", folder, "--measure", "margin", "--go-live", "2024-01-01"
    )
    assert from_orders["every"] == "week"
    assert from_orders["periods"] == {"before": 156, "after": 26}


def test_nps():
    done = run(
        "measure", "nps", "--promoters", 100, "--passives", 60, "--detractors", 40, "--level", 0.95, "--json"
    )
    found = json.loads(done.stdout)
    assert found["nps"]["value"] == 30.0
    assert found["nps"]["low"] == pytest.approx(19.18, abs=0.01)
    assert found["nps"]["high"] == pytest.approx(40.82, abs=0.01)
    assert set(found["adjusted"]) == {"value", "low", "high"}
    nobody = answer("measure", "nps", "--promoters", 0, "--passives", 0, "--detractors", 0)
    assert nobody["nps"] is None
    assert nobody["refused"]


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
    asked = ("measure", "clv", "--data", cdnow, "--calibration-end", "1997-09-30")
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


def test_clv_of_a_summary_and_one_customer(tmp_path):
    summary = lifetimes_data() / "cdnow_customers_summary.csv"
    out = tmp_path / "p.csv"
    found = answer("measure", "clv", "--customers", summary, "--holdout-weeks", 39, "--predictions", out)
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


def test_pages_are_self_contained_and_pdf_is_one(folder, tmp_path):
    from pypdf import PdfReader

    page, pdf = tmp_path / "roi.html", tmp_path / "roi.pdf"
    result = invoke("measure", "roi", "--data", folder, "--html", page, "--pdf", pdf)
    assert result.exit_code == 0, result.output
    html = page.read_text()
    assert html.startswith("<!doctype html>")
    for outside in ("http://", "https://", "<script", "<link", "url("):
        assert outside not in html.replace("http://www.w3.org/2000/svg", "")
    assert html.count("<svg") == 3
    text = "".join(p.extract_text() for p in PdfReader(pdf).pages)
    assert "Net return" in text
    assert "mail: mail" in text
    for name, args in {
        "effect": ("--experiment", "mail", "--measure", "spend"),
        "timeline": ("--measure", "visits", "--go-live", "2024-01-01"),
    }.items():
        out = tmp_path / f"{name}.html"
        assert invoke("measure", name, "--data", folder, *args, "--html", out).exit_code == 0
        assert out.read_text().count("<svg") == 1


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


def test_customers_file_complaints_name_row_and_column(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("id,frequency,recency,T\n1,2,10,20\n2,1,30,20\n")
    result = invoke("measure", "clv", "--customers", path)
    assert result.exit_code == 2
    assert "c.csv, row 2 (line 3), column recency" in result.stderr
    path.write_text("id,frequency,recency\n1,2,10\n")
    assert "column T" in invoke("measure", "clv", "--customers", path).stderr


def test_facts_check_says_what_is_there_missing_and_drawable(folder):
    result = invoke("facts", "check", folder)
    assert result.exit_code == 0
    for words in ("experiments", "800", "mail: mail", "yes", "Tables not there", "people"):
        assert words in result.output
    found = json.loads(invoke("facts", "check", folder, "--json").stdout)
    assert found["sound"] is True
    assert {t["name"]: t["status"] for t in found["tables"]}["people"] == "missing"
    assert [line["grade"] for line in found["lines"]] == ["A", "D"]


def test_facts_check_tells_everything_wrong(folder):
    (folder / "people.csv").write_text(
        "person_id,created_at,favourite\n1,yesterday,red\n2,2024-01-01,blue\n3,soon,red\n"
    )
    (folder / "notes.txt").write_text("mine")
    result = invoke("facts", "check", folder)
    assert result.exit_code == 2
    assert "people.csv" in result.stderr
    for words in ("people.csv", "1 (line 2)", "3 (line 4)", "created_at", "notes.txt"):
        assert words in result.output
    found = json.loads(invoke("facts", "check", folder, "--json").stdout)
    assert found["sound"] is False
    assert [c["row"] for t in found["tables"] for c in t["complaints"]] == [1, 3]
    assert found["lines"]


def test_from_experiment_writes_whole_or_nothing(tmp_path):
    flat = tmp_path / "flat.csv"
    flat.write_text("id,arm,spend\n" + "".join(f"{i},{'a' if i % 2 else 'b'},{i % 7}\n" for i in range(400)))
    asked = [
        "facts",
        "from-experiment",
        flat,
        "--experiment",
        "e",
        "--person",
        "id",
        "--arm",
        "arm",
        "--control",
        "a",
    ]
    out = tmp_path / "facts"
    bad = invoke(*asked, "--value", "nothing", "--out", out)
    assert bad.exit_code == 2
    assert not out.exists()
    good = invoke(
        *asked, "--value", "spend", "--margin", "0.3", "--cost-per-person", "0.1", "--out", out, "--csv"
    )
    assert good.exit_code == 0, good.output
    assert sorted(p.name for p in out.iterdir()) == [
        "costs.csv",
        "experiments.csv",
        "outcomes.csv",
        "programme.toml",
    ]
    assert invoke(*asked, "--value", "spend", "--out", out).exit_code == 2
    again = invoke(*asked, "--value", "spend", "--cost-per-person", "0.1", "--out", out)
    assert again.exit_code == 0
    assert {p.suffix for p in out.iterdir()} == {".parquet", ".toml"}
    assert answer("measure", "effect", "--data", out, "--experiment", "e", "--measure", "spend")["units"] == {
        "control": 200,
        "b": 200,
    }
