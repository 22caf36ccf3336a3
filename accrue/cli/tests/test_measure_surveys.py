"""`accrue measure nps --data`."""

import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue.cli.tests.test_measure_pages import documented

HEAD = "response_id,person_id,kind,score,answered_at"


def write(path, rows, programme=""):
    lines = [f"r{i},{person},{kind},{score},{day}" for i, (person, kind, score, day) in enumerate(rows)]
    (path / "surveys.csv").write_text("\n".join([HEAD, *lines]) + "\n")
    if programme:
        (path / "programme.toml").write_text(programme)
    return path


@pytest.fixture
def folder(tmp_path):
    scores = [10] * 60 + [9] * 40 + [8] * 35 + [7] * 25 + [6] * 30 + [0] * 10
    rows = [(f"p{i}", "nps", s, "2025-02-01" if i % 2 else "2025-08-01") for i, s in enumerate(scores)]
    rows += [(f"p{i}", "csat", 5 if i < 30 else 2, f"2025-0{1 + i % 8}-01") for i in range(50)]
    rows += [(f"p{i}", "ces", 1 + i % 7, "2025-03-01") for i in range(70)]
    return write(tmp_path, rows)


def test_the_published_score_out_of_the_table(folder):
    found = answer("measure", "nps", "--data", folder, "--level", "0.95")
    assert list(found) == documented("nps --data")
    assert [found["nps"][k] for k in ("value", "low", "high")] == pytest.approx([30, 19.18, 40.82], abs=0.005)
    assert (found["promoters"], found["passives"], found["detractors"]) == (100, 60, 40)
    assert (
        found["adjusted"]
        == answer(
            "measure", "nps", "--promoters", 100, "--passives", 60, "--detractors", 40, "--level", "0.95"
        )["adjusted"]
    )
    assert found["csat"]["share"]["value"] == 0.6
    assert found["ces"]["mean"]["value"] == 4
    assert (found["change"], found["csat"]["change"]) == (None, None)
    assert "--before" in found["undefined"]["change"]


def test_change_between_two_periods(folder):
    found = answer("measure", "nps", "--data", folder, "--before", "2025-03-01", "--after", "2025-07-01")
    before, after = found["before"], found["after"]
    assert (before["answers"], after["answers"]) == (100, 100)
    assert found["change"]["value"] == pytest.approx(after["nps"]["value"] - before["nps"]["value"])
    assert found["change"]["low"] < found["change"]["value"] < found["change"]["high"]
    (folder / "programme.toml").write_text('go_live = "2025-05-01"\n')
    assert answer("measure", "nps", "--data", folder)["change"] == found["change"]
    assert "Change" in invoke("measure", "nps", "--data", folder).output


def test_only_answers_of_the_period_count(folder):
    found = answer("measure", "nps", "--data", folder, "--from", "2025-08-01", "--to", "2025-08-01")
    assert found["answers"] == 100
    assert found["ces"] is None
    assert "ces" in found["undefined"]
    nothing = answer("measure", "nps", "--data", folder, "--from", "2030-01-01")
    assert nothing["nps"] is None
    assert [one["code"] for one in nothing["refused"]] == ["nps.no_answers"]


def test_people_who_answer_again_are_told_of(tmp_path):
    rows = [(f"p{i % 30}", "nps", 10 if i % 30 < 15 else 3, "2025-01-01") for i in range(90)]
    repeated = write(tmp_path, rows)
    assert "answered more than once" in invoke("measure", "nps", "--data", repeated).output
    wide = answer("measure", "nps", "--data", repeated)["nps"]
    plain = answer("measure", "nps", "--promoters", 45, "--passives", 0, "--detractors", 45)["nps"]
    assert wide["high"] - wide["low"] == pytest.approx((plain["high"] - plain["low"]) * 3**0.5, rel=0.03)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("p", "nps", 11, "2025-01-01"), "whole numbers from 0 to 10"),
        (("p", "csat", 0, "2025-01-01"), "whole numbers from 1 to 5"),
        (("p", "ces", 2.5, "2025-01-01"), "whole numbers from 1 to 7"),
        (("p", "nps", "good", "2025-01-01"), "score"),
        (("p", "stars", 3, "2025-01-01"), "kind"),
    ],
)
def test_what_is_no_answer_is_named_with_its_row(tmp_path, row, words):
    result = invoke("measure", "nps", "--data", write(tmp_path, [("p", "nps", 9, "2025-01-01"), row]))
    assert result.exit_code == 2
    assert words in result.stderr
    assert "row 2" in result.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "Give --data DIR, or all of"),
        (("--promoters", "1", "--passives", "1"), "all of"),
        (("--promoters", "1", "--passives", "1", "--detractors", "1", "--from", "2025-01-01"), "need --data"),
    ],
)
def test_what_must_be_asked_otherwise(args, words):
    result = invoke("measure", "nps", *args)
    assert result.exit_code == 2
    assert words in result.stderr


def test_periods_must_be_in_order(folder):
    for args in (
        ("--from", "2025-02-01", "--to", "2025-01-01"),
        ("--before", "2025-02-01", "--after", "2025-01-01"),
    ):
        result = invoke("measure", "nps", "--data", folder, *args)
        assert result.exit_code == 2
        assert "comes after" in result.stderr
    assert invoke("measure", "nps", "--data", folder, "--promoters", "1").exit_code == 2
