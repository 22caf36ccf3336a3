"""The reference page of the field types says what they do."""

from __future__ import annotations

import os
from pathlib import Path

from accrue.filters.custom.models import FieldType
from accrue.filters.custom.reference import (
    HOLDS,
    INDEXES,
    REFUSED,
    SORTS,
    TAKEN,
    fault_of,
    page,
    sample_field,
)
from accrue.filters.custom.sorting import SORTED

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "custom-fields.md"


def test_page_is_what_the_types_do():
    if os.environ.get("ACCRUE_WRITE_DOCS"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page(), "run `make docs`"


def test_page_has_every_type_and_its_refusals_are_some():
    assert set(HOLDS) == set(REFUSED) == set(FieldType)
    assert set(SORTS) == set(SORTED) >= set(INDEXES)
    for type_, given in REFUSED.items():
        assert all(fault_of(sample_field(type_), one) for one in given), type_
    assert set(TAKEN) == {type_ for type_ in FieldType if type_ not in (FieldType.FORMULA, FieldType.ROLLUP)}
