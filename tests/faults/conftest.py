"""A file of fault tests stays with one process, which builds its house once."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent == item.path.parent:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
