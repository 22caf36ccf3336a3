"""Two teams, what they sell, and somebody who sees everything."""

from __future__ import annotations

from typing import Any

import pytest

from accrue.accounts.models import FieldRule, Role, Team, User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.contacts.models import Company, Person
from accrue.filters.compiling import narrowed
from accrue.filters.tree import parse


@pytest.fixture
def teams(db: None) -> tuple[Team, Team]:
    ensure_built_in_roles()
    return Team.objects.create(name="North"), Team.objects.create(name="South")


@pytest.fixture
def manager(teams) -> User:
    return create_user(email="max@accrue.test", name="Max", roles=["manager"], team=teams[0])


@pytest.fixture
def rep(teams) -> User:
    return create_user(email="ana@accrue.test", name="Ana", roles=["rep"], team=teams[0])


@pytest.fixture
def stranger(teams) -> User:
    return create_user(email="mia@accrue.test", name="Mia", roles=["rep"], team=teams[1])


def person(given: str, owner: User | None = None, **more: Any) -> Person:
    return Person.objects.create(given_name=given, owner=owner, team=owner.team if owner else None, **more)


def company(name: str, owner: User | None = None, **more: Any) -> Company:
    return Company.objects.create(name=name, owner=owner, team=owner.team if owner else None, **more)


def found(actor: User, tree: Any) -> list[str]:
    """The given names of the people the tree holds for, whoever may see them."""
    rows = narrowed(actor, "person", Person.objects.all(), parse(tree))
    return sorted(rows.values_list("given_name", flat=True))


def hide(role: str, kind: str, *fields: str) -> None:
    for field in fields:
        FieldRule.objects.create(role=Role.objects.get(key=role), kind=kind, field=field, level="hide")
