"""`accrue measure usage-drop` from a table of weeks."""

from datetime import date, timedelta

import numpy as np
import pytest

from accrue.cli.tests.asking import answer, invoke
from accrue.cli.tests.test_measure_pages import documented

MONDAY = date(2025, 1, 6)


def rows(write=lambda k: (MONDAY + timedelta(weeks=k)).isoformat(), people=60, weeks=30):
    """Everybody about 12 a week; p0 stops before the last week, p1 has a week without a row, p2 has just come."""
    rng = np.random.default_rng(1)
    for i in range(people):
        for k in range(weeks):
            gone = (i == 0 and k == weeks - 1) or (i == 1 and k == 10) or (i == 2 and k < weeks - 5)
            if not gone:
                yield f"p{i},{write(k)},{rng.poisson(12)}"


def folder(tmp_path, lines):
    (tmp_path / "usage.csv").write_text("person_id,week,count\n" + "\n".join(lines) + "\n")
    return tmp_path


@pytest.mark.parametrize(
    ("write", "last"),
    [
        (lambda k: (MONDAY + timedelta(weeks=k)).isoformat(), "2025-W31"),
        (lambda k: (MONDAY + timedelta(weeks=k, days=k % 7)).isoformat(), "2025-W31"),
        (lambda k: f"2025-W{k + 2:02d}", "2025-W31"),
        (lambda k: str(k + 1), "30"),
        (lambda k: str(k + 1990), "2019"),
    ],
)
def test_who_stopped_is_an_alarm(tmp_path, write, last):
    found = answer("measure", "usage-drop", "--data", folder(tmp_path, rows(write)))
    assert list(found) == documented("usage-drop")
    (alarm,) = found["alarms"]
    assert (alarm["person_id"], alarm["week"], alarm["seen"]) == ("p0", last, 0)
    assert alarm["expected"] == pytest.approx(12, rel=0.15)
    assert alarm["p"] < 0.001
    assert (found["people"], found["tested"], found["too_few_weeks"]) == (60, 59, 1)
    assert found["false_alarm_rate"] <= 0.02
    assert found["refused"] is None


def test_weeks_can_be_joined_and_the_last_ones_left_out(tmp_path):
    data = folder(tmp_path, rows())
    assert answer("measure", "usage-drop", "--data", data, "--until", "2025-W30")["alarms"] == []
    joined = answer("measure", "usage-drop", "--data", data, "--recent", 2)
    assert joined["weeks"] == {"from": "2025-W02", "to": "2025-W31", "recent": 2}
    assert "p0" in invoke("measure", "usage-drop", "--data", data).output


def test_days_are_added_up(tmp_path):
    lines = [f"p,{(MONDAY + timedelta(days=d)).isoformat()},2" for d in range(7 * 20)]
    found = answer("measure", "usage-drop", "--data", folder(tmp_path, [*lines, "q,2025-05-26,1"]))
    assert found["weeks"]["to"] == "2025-W22"
    assert found["alarms"][0]["expected"] == pytest.approx(14, rel=0.3)


def test_few_weeks_are_refused(tmp_path):
    found = answer("measure", "usage-drop", "--data", folder(tmp_path, rows(weeks=8)))
    assert [r["code"] for r in found["refused"]] == ["usage.too_short"]
    assert (found["alarms"], found["threshold"]) == (None, None)


@pytest.mark.parametrize(
    ("line", "options", "words"),
    [
        ("p,2025-01,3", (), "row 2 (line 3), column week: '2025-01' is no week"),
        ("p,7,3", (), "column week: '7' is no week"),
        ("p,2025-01-13,-3", (), "row 2 (line 3), column count: -3 is not a whole number"),
        ("p,2025-01-06,3", (), "already in row 1"),
        ("p,2025-01-13,3", ("--until", "soon"), "--until: 'soon' is no period"),
        ("p,2025-01-13,3", ("--until", "2024-12-01"), "there is none up to"),
        ("p,2025-01-13,3", ("--until", "7"), "not written like the weeks"),
    ],
)
def test_bad_weeks_are_told(tmp_path, line, options, words):
    done = invoke("measure", "usage-drop", "--data", folder(tmp_path, ["p,2025-01-06,3", line]), *options)
    assert done.exit_code == 2
    assert words in done.stderr
