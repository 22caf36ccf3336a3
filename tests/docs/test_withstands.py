"""The page of what Accrue withstands names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "what-it-withstands.md"
ROW = re.compile(r"^\| ([ar]\d+) \|.*\| ([^|]+) \|$", re.M)
LINK = re.compile(r"\]\(([^)]+)\)")


def test_each_line_has_tests_of_its_name_in_every_file_it_names():
    rows = ROW.findall(PAGE.read_text())
    assert len(rows) > 12
    for name, where in rows:
        for target in LINK.findall(where):
            source = (PAGE.parent / target).read_text()
            assert re.search(rf"def test_{name}_", source), f"no test_{name}_… in {target}"
