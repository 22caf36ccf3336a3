"""The reference page says what may be asked."""

from __future__ import annotations

import os
from pathlib import Path

from accrue.filters import fields
from accrue.filters.reference import page

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "filters.md"


def test_page_is_what_may_be_asked(monkeypatch):
    monkeypatch.setattr(fields, "_sources", [])  # what a company adds of its own is not on the page
    if os.environ.get("ACCRUE_WRITE_DOCS"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page(), "run `make docs`"
