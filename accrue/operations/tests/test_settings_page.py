"""The page of the settings is what Accrue reads, and nothing is read elsewhere."""

import os
import re
from pathlib import Path

from accrue.environment import Environment
from accrue.operations.settings_page import page

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "settings.md"
OF_THE_COMMAND_LINE = {"ACCRUE_DEBUG", "ACCRUE_HOME", "ACCRUE_DATABASE_URL"}  # read before there are settings
OF_THE_TESTS = {"ACCRUE_WRITE_DOCS", "ACCRUE_TEST_HOME"}


def test_page_is_the_settings():
    if os.environ.get("ACCRUE_WRITE_DOCS"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page(), "run `make docs`"


def test_page_describes_every_setting():
    undescribed = [name for name, field in Environment.model_fields.items() if not field.description]
    assert undescribed == []


def test_no_variable_is_named_that_is_not_on_the_page():
    known = (
        {f"ACCRUE_{name.upper()}" for name in Environment.model_fields} | OF_THE_COMMAND_LINE | OF_THE_TESTS
    )
    named = {}
    for folder in ("accrue", "accrue_facts", "accrue_stats"):
        for path in (ROOT / folder).rglob("*.py"):
            for name in re.findall(r"\bACCRUE_[A-Z_]+\b", path.read_text()):
                named.setdefault(name, path)
    assert {name: str(path) for name, path in named.items() if name not in known} == {}
