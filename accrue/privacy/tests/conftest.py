from __future__ import annotations

import pytest

from accrue.contacts.tests.conftest import *  # noqa: F403  (the same people work here)
from accrue.privacy import ledger


@pytest.fixture(autouse=True)
def ledger_of_the_test(tmp_path, monkeypatch):
    """The ledger beside the database, in a folder of the test's own."""
    file = tmp_path / "erasures.jsonl"
    monkeypatch.setattr(ledger, "path", lambda: file)
    return file
