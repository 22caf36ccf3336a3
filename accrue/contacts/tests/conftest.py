from __future__ import annotations

from typing import Any

import pytest

from accrue.accounts.models import FieldRule, Role, Team, User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.contacts import services


@pytest.fixture
def roles(db: None) -> None:
    ensure_built_in_roles()


@pytest.fixture
def north(roles: None) -> Team:
    return Team.objects.create(name="North")


@pytest.fixture
def south(roles: None) -> Team:
    return Team.objects.create(name="South")


@pytest.fixture
def rep(north: Team) -> User:
    return create_user(email="ana@accrue.test", name="Ana Ruiz", roles=["rep"], team=north)


@pytest.fixture
def colleague(north: Team) -> User:
    return create_user(email="tom@accrue.test", name="Tom Beck", roles=["rep"], team=north)


@pytest.fixture
def stranger(south: Team) -> User:
    return create_user(email="mia@accrue.test", name="Mia Chen", roles=["rep"], team=south)


@pytest.fixture
def manager(north: Team) -> User:
    return create_user(email="max@accrue.test", name="Max Manager", roles=["manager"], team=north)


@pytest.fixture
def reader(roles: None) -> User:
    return create_user(email="ron@accrue.test", name="Ron Reader", roles=["read-only"])


@pytest.fixture
def hanna(rep: User):
    return services.create_person(
        actor=rep,
        given_name="Hanna",
        family_name="Vögel",
        email="hanna@northwind.example",
        phone="040 555-1000",
        country="DE",
    )


def lower(role: str, kind: str, **levels: Any) -> None:
    """Set field levels of a built-in role."""
    for field, level in levels.items():
        FieldRule.objects.create(role=Role.objects.get(key=role), kind=kind, field=field, level=level)
