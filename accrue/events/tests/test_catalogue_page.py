"""The catalogue and its page are the same, and every fact is complete."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from accrue.events import catalogue
from accrue.events.facts import fact_types
from accrue.events.reference import page

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "catalogue.md"


def test_page_is_the_catalogue():
    if os.environ.get("ACCRUE_WRITE_DOCS"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page(), "run `make docs`"


@pytest.mark.parametrize("kind", fact_types().values(), ids=fact_types())
def test_fact_is_complete(kind):
    names = {field.name for field in fields(kind)}
    assert {f"{mentioned}_id" for mentioned in (kind.subject, *kind.mentions)} <= names
    assert kind.__doc__
    assert kind.label
    assert kind.group
    assert not [n for n in names if n.endswith("_minor") and "currency" not in names], (
        "an amount without its currency"
    )


@pytest.mark.parametrize("kind", fact_types().values(), ids=fact_types())
def test_fact_is_plain(kind):
    plain = {
        "int": 1,
        "str": "a",
        "list[str]": ["a"],
        "list[int]": [1],
        "bool": True,
        "int | None": None,
        "str | None": None,
        "float": 0.5,
    }
    fact = kind(**{field.name: plain[str(field.type)] for field in fields(kind)})
    assert kind(**json.loads(json.dumps(fact.data()))) == fact
    assert isinstance(fact.summary(), str)


def test_the_folder_offers_what_its_files_hold():
    held = set()
    for file in iter_modules(catalogue.__path__):
        module = import_module(f"{catalogue.__name__}.{file.name}")
        held |= {
            name for name, kind in vars(module).items() if getattr(kind, "__module__", "") == module.__name__
        }
    assert held == set(fact_types()), "name it in accrue/events/catalogue/__init__.py"
