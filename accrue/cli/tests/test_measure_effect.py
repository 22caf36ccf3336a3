"""`accrue measure effect`."""

import pytest

from accrue.cli.tests.asking import TOML, answer, invoke
from accrue_facts.tests.made import experiment, tables
from accrue_facts.writing import write_folder
from accrue_stats.tests.lalonde import lalonde


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


def test_the_control_in_any_case_and_nobody_in_it(tmp_path):
    rows = [f"e,{i},{'Control' if i % 2 else 'Mail'}" for i in range(400)]
    (tmp_path / "experiments.csv").write_text("\n".join(["experiment_id,person_id,arm", *rows]))
    of = [f"e,{i},spend,{i % 7}" for i in range(400)]
    (tmp_path / "outcomes.csv").write_text("\n".join(["experiment_id,person_id,measure,value", *of]))
    ask = ("measure", "effect", "--data", tmp_path, "--experiment", "e", "--measure", "spend")
    assert answer(*ask)["units"] == {"control": 200, "Mail": 200}
    text = (tmp_path / "experiments.csv").read_text().replace("Control", "Holdout")
    (tmp_path / "experiments.csv").write_text(text)
    assert "nobody of 'e' is in the arm control" in invoke(*ask).stderr


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


def asked(path, *more):
    return ("measure", "effect", "--data", path, "--experiment", "mail", "--measure", "spend", *more)


def test_the_split_sums_to_the_effect(folder):
    found = answer(*asked(folder))
    assert found["split"]["conversion"] + found["split"]["value"] == pytest.approx(found["effect"]["value"])
    per = found["value_per_conversion"]
    assert per["difference"]["value"] == pytest.approx(per["treated"] - per["control"])
    assert per["difference"]["low"] < per["difference"]["value"] < per["difference"]["high"]


def test_what_is_not_known_is_null_and_says_why(folder):
    found = answer(*asked(folder))
    assert (found["adjusted"], found["always_valid"], found["refused"]) == (None, None, None)
    assert "no pre_value" in found["undefined"]["adjusted"]
    assert "--planned-people" in found["undefined"]["always_valid"]


def test_a_value_before_that_never_varies_adjusts_nothing(tmp_path):
    assigned, outcomes = experiment()
    alike = [{**row, "pre_value": 7.0} for row in assigned]
    write_folder(tmp_path / "f", tables(experiments=alike, outcomes=outcomes), TOML)
    found = answer(*asked(tmp_path / "f"))
    assert found["adjusted"] is None
    assert "is the same" in found["undefined"]["adjusted"]


def test_an_interval_for_every_look_is_wider(folder):
    found = answer(*asked(folder, "--planned-people", "1600"))
    assert found["always_valid"]["low"] < found["effect"]["low"]
    assert found["always_valid"]["high"] > found["effect"]["high"]
    assert "always_valid" not in found["undefined"]


def test_nobody_converted_in_the_control(tmp_path):
    assigned, outcomes = experiment()
    for row in outcomes[:400]:
        row["value"] = 0.0
    write_folder(tmp_path / "f", tables(experiments=assigned, outcomes=outcomes), TOML)
    found = answer(*asked(tmp_path / "f"))
    assert found["split"] is None
    assert [one["code"] for one in found["refused"]] == ["holdout.too_few_conversions"]


def test_job_training_from_a_flat_file_to_the_effect(tmp_path):
    men = lalonde("nsw")
    columns = [men[name].tolist() for name in ("treat", "re75", "re78")]
    rows = [f"{treat:g},{before!r},{after!r}" for treat, before, after in zip(*columns, strict=True)]
    (tmp_path / "nsw.csv").write_text("treat,re75,re78\n" + "\n".join(rows))
    made = invoke(
        "facts", "from-experiment", tmp_path / "nsw.csv", "--experiment", "nsw", "--person", "ROW", "--arm", "treat",
        "--control", "0", "--value", "re78", "--pre", "re75", "--currency", "USD", "--out", tmp_path / "f",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    found = answer("measure", "effect", "--data", tmp_path / "f", "--experiment", "nsw", "--measure", "re78")
    assert found["units"] == {"control": 260, "1": 185}
    assert found["effect"]["value"] == pytest.approx(1_794.34, abs=0.01)
    assert found["effect"]["se"] == pytest.approx(671.0, abs=0.05)
    assert found["adjusted"]["se"] < 700
    assert found["refused"] is None
