from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accrue.accounts.models import Team, User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.connectors.tests.conftest import *  # noqa: F403  (the same web server listens)
from accrue.contacts.services import create_company, create_person
from accrue.products.services import create_product


@pytest.fixture
def floor(db: None) -> Any:
    """People of two teams, and a person, a company and a product of the rep's."""
    ensure_built_in_roles()
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")

    def user(name: str, role: str, team: Team | None) -> User:
        return create_user(email=f"{name.lower()}@accrue.test", name=f"{name} Test", roles=[role], team=team)

    found = SimpleNamespace(
        north=north,
        south=south,
        boss=user("Bea", "administrator", None),
        manager=user("Max", "manager", north),
        rep=user("Ana", "rep", north),
        colleague=user("Tom", "rep", north),
        stranger=user("Mia", "rep", south),
        reader=user("Ron", "read-only", None),
    )
    found.company = create_company(actor=found.rep, name="Northwind")
    found.person = create_person(actor=found.rep, given_name="Hanna", family_name="Vogel")
    found.product = create_product(
        actor=found.boss, code="P-1", name="Panel", price_minor=100, currency="EUR"
    )
    return found


@pytest.fixture
def client_of() -> Any:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def own_folder(settings: Any, tmp_path: Any) -> Any:
    """Where this test's files lie, and no other's."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
