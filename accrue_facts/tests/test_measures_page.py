"""docs/reference/measures.md says what the catalogue says."""

import os
from pathlib import Path

from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import DIMENSIONS
from accrue_facts.measures.page import page
from accrue_facts.schema import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "measures.md"


def test_the_page_of_measures():
    if os.environ.get("ACCRUE_WRITE_DOCS"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: make docs"


def test_measures_name_what_there_is():
    for measure in MEASURES.values():
        assert set(measure.dimensions) <= set(DIMENSIONS)
        assert set(measure.tables) <= set(TABLES)
        assert (measure.top is None) == bool(measure.growth_of)
        assert measure.question.endswith("?")
