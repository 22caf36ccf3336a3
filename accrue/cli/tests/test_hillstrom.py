"""The return of the Hillstrom men's mail, from the flat file to the statement, as published and as in our truths."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def hillstrom() -> Path | None:
    """`shared/data/hillstrom.csv` beside the checkout, or beside a folder that holds it."""
    parents = Path(__file__).resolve().parents
    return next((p for up in parents if (p := up / "shared" / "data" / "hillstrom.csv").is_file()), None)


def run(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from accrue.cli import main; main()", *map(str, args)]
    hidden = {"DJANGO_SETTINGS_MODULE", "ACCRUE_DATABASE_URL"}
    env = {k: v for k, v in os.environ.items() if k not in hidden}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=env)


def measured(*args: object) -> dict:
    done = run("measure", *args, "--level", "0.95", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(hillstrom() is None, reason="../shared/data/hillstrom.csv is not there")
def test_the_mens_mail_meets_the_table_of_truths(tmp_path):
    done = run(
        "facts", "from-experiment", hillstrom(), "--experiment", "hillstrom", "--person", "ROW", "--arm", "segment",
        "--control", "No E-Mail", "--treated", "Mens E-Mail", "--value", "spend,visit,conversion", "--pre", "history",
        "--share", "Mens E-Mail=0.5", "--cost-per-person", "0.20", "--margin", "0.30", "--currency", "USD",
        "--out", tmp_path / "facts",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    roi = measured("roi", "--data", tmp_path / "facts")
    assert roi["roi_percent"]["value"] == pytest.approx(15.47, abs=0.01)
    assert roi["roi_percent"]["low"] == pytest.approx(-27.2, abs=0.1)
    assert roi["roi_percent"]["high"] == pytest.approx(58.2, abs=0.1)
    assert roi["cost"] == 4261.40
    assert roi["benefit"]["value"] == pytest.approx(16402.71 * 0.3, abs=0.01)
    assert (roi["currency"], roi["refused"]) == ("USD", None)
    assert [(x["grade"], x["status"], x["records"]) for x in roi["lines"]] == [("A", "counted", 42613)]

    asked = ("effect", "--data", tmp_path / "facts", "--experiment", "hillstrom", "--measure")
    visit, spend, conversion = (measured(*asked, name) for name in ("visit", "spend", "conversion"))
    assert [visit["effect"][k] for k in ("value", "low", "high")] == pytest.approx(
        [0.07659, 0.06995, 0.08323], abs=1e-4
    )
    assert [spend["effect"][k] for k in ("value", "low", "high", "se")] == pytest.approx(
        [0.76983, 0.48514, 1.05451, 0.14525], abs=1e-4
    )
    assert spend["total"]["value"] == pytest.approx(16402.71, abs=0.01)
    assert spend["units"] == {"control": 21306, "Mens E-Mail": 21307}
    assert all(check["passed"] for check in spend["checks"])
    assert [spend["split"][k] for k in ("conversion", "value")] == pytest.approx(
        [0.774170, -0.004343], abs=1e-6
    )
    assert set(spend["adjusted"]) == {"value", "low", "high", "se"}
    assert abs(spend["adjusted"]["value"] - spend["effect"]["value"]) < 0.1 * spend["effect"]["se"]
    assert conversion["effect"]["value"] > 0
