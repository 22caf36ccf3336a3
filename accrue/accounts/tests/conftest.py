from __future__ import annotations

import pytest
from django.test import Client

from accrue.accounts.models import Team, User
from accrue.accounts.services import create_team, create_user, ensure_built_in_roles

PASSWORD = "orbit-lantern-mosaic-37"


@pytest.fixture
def roles(db: None) -> None:
    ensure_built_in_roles()


@pytest.fixture
def north(roles: None) -> Team:
    return create_team(actor=None, name="North")


@pytest.fixture
def south(roles: None) -> Team:
    return create_team(actor=None, name="South")


@pytest.fixture
def boss(roles: None) -> User:
    return create_user(email="boss@accrue.test", name="Ada Boss", roles=["administrator"])


@pytest.fixture
def manager(north: Team) -> User:
    return create_user(email="max@accrue.test", name="Max Manager", roles=["manager"], team=north)


@pytest.fixture
def rep(north: Team) -> User:
    return create_user(email="ana@accrue.test", name="Ana Ruiz", roles=["rep"], team=north)


@pytest.fixture
def client_of():
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
