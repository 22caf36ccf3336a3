"""The pages of the documentation say what the program does."""

import os
import re
from pathlib import Path

import pytest

from accrue.cli.tests.asking import TOML, answer
from accrue_facts.schema_page import page
from accrue_facts.tests.made import cost, experiment, orders, tables, weekly
from accrue_facts.writing import write_folder

DOCS = Path(__file__).resolve().parents[3] / "docs"


def documented(command: str) -> list[str]:
    text = (DOCS / "reference" / "measure.md").read_text()
    section = re.search(rf"^## {command}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)[1]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    days, values, _ = weekly()
    series = [{"measure": "visits", "period": d, "value": v} for d, v in zip(days, values, strict=True)]
    assigned, outcomes = experiment()
    path = tmp_path_factory.mktemp("pages") / "facts"
    rows = {
        "experiments": assigned,
        "outcomes": outcomes,
        "orders": orders(),
        "series": series,
        "costs": [cost(500)],
    }
    write_folder(path, tables(**rows), TOML)
    return path


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("roi", ()),
        ("effect", ("--experiment", "mail", "--measure", "spend")),
        ("timeline", ("--measure", "visits", "--go-live", "2024-01-01")),
        ("clv", ("--calibration-end", "2023-12-31")),
        ("retention", ()),
    ],
)
def test_every_key_is_documented_and_every_documented_key_is_there(folder, command, args):
    assert list(answer("measure", command, "--data", folder, *args)) == documented(command)


def test_donors_keys(tmp_path):
    rows = [
        {"unit": f"u{i}", "period": f"{2000 + t}", "value": float(i + t % 3)}
        for i in range(12)
        for t in range(9)
    ]
    write_folder(tmp_path / "f", tables(panel=rows))
    asked = ("--data", tmp_path / "f", "--unit", "u0", "--go-live", "2007")
    assert list(answer("measure", "donors", *asked)) == documented("donors")


def test_sample_size_keys():
    assert list(answer("measure", "sample-size", "--base", 0.1, "--to", 0.2)) == documented("sample-size")


def test_nps_keys():
    assert list(answer("measure", "nps", "--promoters", 5, "--passives", 2, "--detractors", 1)) == documented(
        "nps"
    )


def test_inner_keys_are_documented(folder):
    text = (DOCS / "reference" / "measure.md").read_text()
    found = answer("measure", "roi", "--data", folder)
    for one in (found["lines"][0], found["costs"][0], found["missing"][0], found["share"], found["period"]):
        assert "{" + ", ".join(f'"{key}"' for key in one) + "}" in text


def test_the_page_of_the_facts_tables_is_written_from_the_schema():
    path = DOCS / "reference" / "facts.md"
    if os.environ.get("ACCRUE_WRITE_DOCS"):
        path.write_text(page())
    assert path.read_text() == page(), "write it anew: make docs"


def test_the_how_to_names_only_options_that_are_there():
    from accrue.cli.facts_from_experiment import from_experiment

    known = {option for parameter in from_experiment.params for option in parameter.opts}
    text = (DOCS / "how-to" / "measure-any-crm.md").read_text()
    first = text.split("## From exported tables")[0]
    used = set(re.findall(r"--[a-z-]+", first)) - {"--data", "--measure", "--experiment"}
    assert used <= known
