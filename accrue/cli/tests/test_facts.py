"""`accrue facts check` and `accrue facts from-experiment` as a stranger runs them."""

import json

from accrue.cli.tests.asking import answer, invoke


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
    (folder / "cases.csv").write_text(
        "case_id,person_id,opened_at,favourite\n1,a,yesterday,red\n2,b,2024-01-01,blue\n3,c,soon,red\n"
    )
    (folder / "notes.txt").write_text("mine")
    result = invoke("facts", "check", folder)
    assert result.exit_code == 2
    assert "cases.csv" in result.stderr
    for words in ("cases.csv", "1 (line 2)", "3 (line 4)", "opened_at", "notes.txt"):
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
