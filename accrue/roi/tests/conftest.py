from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from accrue.accounts.models import User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.environment import environment
from accrue.roi.models import Programme
from accrue.roi.services import set_programme


@pytest.fixture(autouse=True)
def facts_of_this_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts are kept for a quarter of an hour: not those of another test, nor of another process' database."""
    monkeypatch.setattr(environment, "home", tmp_path / "home")


@pytest.fixture
def finance(db: None) -> User:
    ensure_built_in_roles()
    return create_user(email="fin@example.com", name="Fin One", roles=["finance"])


@pytest.fixture
def second_finance(finance: User) -> User:
    return create_user(email="fin2@example.com", name="Fin Two", roles=["finance"])


@pytest.fixture
def manager(finance: User) -> User:
    return create_user(email="man@example.com", name="Man Ager", roles=["manager"])


@pytest.fixture
def rep(finance: User) -> User:
    return create_user(email="rep@example.com", name="Rep Rep", roles=["rep"])


@pytest.fixture
def programme(finance: User) -> Programme:
    return set_programme(
        actor=finance,
        currency="EUR",
        go_live=date(2026, 1, 1),
        horizon_months=36,
        discount_rate=Decimal("0.08"),
        margin_rate=Decimal("0.4"),
    )


@pytest.fixture
def steward(db: None) -> User:
    """May do everything that leads to facts; the programme is there."""
    ensure_built_in_roles()
    steward = create_user(email="fin@example.com", name="Fin", roles=["finance", "administrator", "marketer"])
    set_programme(actor=steward, currency="EUR", go_live=date(2026, 1, 1), margin_rate=Decimal("0.4"))
    return steward
