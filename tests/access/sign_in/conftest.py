"""Two people who may sign in, and a challenge that is quickly met."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from accrue.accounts import challenge
from accrue.accounts.services import create_user, ensure_built_in_roles
from tests.access.sign_in.door import PASSWORD


@pytest.fixture(autouse=True)
def roles(db):
    cache.clear()
    ensure_built_in_roles()


@pytest.fixture
def boss():
    return create_user(email="boss@example.org", name="Boss", password=PASSWORD, roles=["administrator"])


@pytest.fixture
def ana():
    return create_user(email="ana@example.org", name="Ana Ruiz", password=PASSWORD, roles=["manager"])


@pytest.fixture
def easy(monkeypatch):
    """A puzzle that needs 256 hashes instead of 262,144; that the difficulty is asked for is tried by one test."""
    monkeypatch.setattr(challenge, "BITS", 8)
    monkeypatch.setattr(challenge.solves, "__defaults__", (8,))
