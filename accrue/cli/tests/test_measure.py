"""`accrue measure` as a stranger runs it: what it answers, in words and for programs."""

import json
import subprocess
import sys

import pytest

from accrue.cli.tests.asking import answer, invoke, run


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
        "90\u2009% interval",
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


def test_pages_are_self_contained_and_pdf_is_one(folder, tmp_path):
    from pypdf import PdfReader

    page, pdf = tmp_path / "roi.html", tmp_path / "roi.pdf"
    result = invoke("measure", "roi", "--data", folder, "--html", page, "--pdf", pdf)
    assert result.exit_code == 0, result.output
    html = page.read_text()
    assert html.startswith("<!doctype html>")
    for outside in ("http://", "https://", "<script", "<link", "url("):
        assert outside not in html.replace("http://www.w3.org/2000/svg", "")
    assert html.count("<svg") == 4
    assert "ROI at the low and the high end of each input" in html
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
