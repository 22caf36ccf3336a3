"""`accrue measure rollout`."""

import pytest

from accrue.cli.tests.asking import TOML, answer, invoke
from accrue.cli.tests.test_measure_pages import documented
from accrue_facts.tests.made import tables
from accrue_facts.tests.test_rollout import adoption, months, panel
from accrue_facts.writing import write_folder

ESTIMATE = {"value", "low", "high", "se"}


def write(path, periods=None, **options):
    periods = periods or months()
    rows, start = panel(periods, **options)
    write_folder(path, tables(panel=rows, adoption=adoption(start, periods)), TOML)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("rollout") / "facts")


def test_rollout(folder):
    found = answer("measure", "rollout", "--data", folder, "--level", "0.95")
    assert list(found) == documented("rollout")
    assert all(set(found[key]) == ESTIMATE for key in ("att", "dynamic", "group", "calendar", "total"))
    assert found["att"]["low"] < 3 < found["att"]["high"]
    for key in ("honest", "honest_first"):
        assert [set(one) for one in found[key]] == [{"m", "low", "high"}] * 5
    assert found["honest_method"] == "conditional"
    assert set(found["pre_trend"]) == {"chi2", "df", "p"}
    assert {"e", "value", "se"} <= set(found["by_event_time"][0])
    assert (found["grade"], found["refused"], found["level"]) == ("B", None, 0.95)


def test_never_and_anticipation(folder):
    never = answer("measure", "rollout", "--data", folder, "--control", "never", "--anticipation", 1)
    assert (never["control"], never["anticipation"]) == ("never", 1)
    assert never["units"]["controls"] == 6
    assert never["att"]["value"] != answer("measure", "rollout", "--data", folder)["att"]["value"]


def test_in_words(folder):
    words = invoke("measure", "rollout", "--data", folder).output
    assert "Effect per unit and period" in words
    assert "Grade B" in words
    assert "Leaving one unit out" in words
    assert "+9" in words
    assert "+0" not in words


def test_a_page_with_a_chart(folder, tmp_path):
    result = invoke("measure", "rollout", "--data", folder, "--html", tmp_path / "r.html")
    assert result.exit_code == 0
    page = (tmp_path / "r.html").read_text()
    assert "<svg" in page
    assert "Effect by periods since adoption" in page


def test_too_short_a_history_is_refused_in_words_that_say_what_to_do(folder):
    result = invoke("measure", "rollout", "--data", folder, "--min-pre", 12)
    assert result.exit_code == 0
    assert "Refused" in result.output
    assert "--min-pre 10" in result.output
    assert "Effect per unit" not in result.output
    described = answer("measure", "rollout", "--data", folder, "--min-pre", 12)["att"]
    assert described["value"] is not None
    assert described["low"] is None


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("panel.csv", "unit,period,value\na,2024-01,12\na,2024-01,13\n", "already in row 1"),
        ("panel.csv", "unit,period,value\na,2024-01,much\n", "column value"),
        ("panel.csv", "unit,period\na,2024-01\n", "column value"),
        ("panel.csv", "unit,period,value\n", "empty"),
        ("panel.csv", "unit,period,value\na,1850-01-01,3\n", "before 1900"),
        ("adoption.csv", "unit,adopted_at\nteam0,soon\n", "adopted_at"),
        ("adoption.csv", "unit,adopted_at\nteam0,2023-09\nteam0,2023-10\n", "already in row 1"),
    ],
)
def test_bad_input(tmp_path, file, text, said):
    path = write(tmp_path / "facts")
    for there in path.glob(f"{file.split('.')[0]}.*"):
        there.unlink()
    (path / file).write_text(text)
    result = invoke("measure", "rollout", "--data", path, "--json")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_missing_table(tmp_path):
    path = write(tmp_path / "facts")
    next(path.glob("adoption.*")).unlink()
    result = invoke("measure", "rollout", "--data", path)
    assert result.exit_code == 2
    assert "adoption" in result.stderr
