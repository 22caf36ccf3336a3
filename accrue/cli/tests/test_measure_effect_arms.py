"""`accrue measure effect --all-arms`."""

import pytest

from accrue.cli.tests.asking import TOML, answer, invoke
from accrue.cli.tests.test_measure_pages import documented
from accrue_facts.tests.made import experiment, tables
from accrue_facts.writing import write_folder

ASKED = ("--experiment", "mail", "--measure", "spend")


@pytest.fixture
def several(tmp_path):
    people = {
        arm: [f"{arm}{i}" for i in range(n)]
        for arm, n in (("control", 300), ("a", 200), ("b", 250), ("few", 9))
    }
    assigned, outcomes = experiment(people=people, lift=0.0)
    for row in outcomes:
        row["value"] += 5.0 * row["person_id"].startswith("b")
    write_folder(tmp_path / "f", tables(experiments=assigned, outcomes=outcomes), TOML)
    return tmp_path / "f"


def test_every_arm_against_the_control(several):
    found = answer("measure", "effect", "--data", several, *ASKED, "--all-arms")
    assert list(found) == documented("effect --all-arms")
    a, b, few = found["arms"]
    assert [a["arm"], b["arm"], few["arm"]] == ["a", "b", "few"]
    assert b["p_holm"] == pytest.approx(min(1, 2 * b["p"]))
    assert b["simultaneous"]["low"] > 0 > a["simultaneous"]["low"]
    assert b["simultaneous"]["low"] < b["effect"]["low"]
    alone = answer("measure", "effect", "--data", several, *ASKED, "--arm", "b")
    assert {key: b[key] for key in ("effect", "total", "relative", "split")} == {
        key: alone[key] for key in ("effect", "total", "relative", "split")
    }
    assert (few["effect"], few["p"], few["p_holm"], few["simultaneous"]) == (None,) * 4
    assert {(one["code"], one["line"]) for one in found["refused"]} >= {
        ("holdout.too_few_units", "mail: few")
    }


def test_in_words(several):
    words = invoke("measure", "effect", "--data", several, *ASKED, "--all-arms").output
    assert "p after Holm" in words
    assert "few: The treated arm has 9 units" in words


def test_arm_and_all_arms_exclude_each_other(several):
    result = invoke("measure", "effect", "--data", several, *ASKED, "--all-arms", "--arm", "a")
    assert result.exit_code == 2
    assert "not both" in result.stderr
