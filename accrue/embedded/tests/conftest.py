from collections.abc import Iterator
from pathlib import Path

import pytest

from accrue.embedded.tests.homes import cleaned


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with cleaned(tmp_path / "home") as folder:
        yield folder
