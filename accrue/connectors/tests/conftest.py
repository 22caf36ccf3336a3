from __future__ import annotations

from collections.abc import Iterator

import pytest

from accrue.connectors.tests.listening import Listener, listening
from accrue.environment import environment


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as made:
        yield made


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine may be posted to."""
    monkeypatch.setattr(environment, "reachable_networks", ["127.0.0.1/32"])
