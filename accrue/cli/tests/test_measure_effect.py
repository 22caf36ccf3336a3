"""`accrue measure effect`."""

import pytest

from accrue.cli.tests.asking import TOML, answer, invoke
from accrue_facts.tests.made import experiment, tables
from accrue_facts.writing import write_folder


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
