from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accrue.accounts.models import User
from accrue.errors import Conflict, Forbidden, Invalid
from accrue.money import Money
from accrue.roi.models import Programme
from accrue.roi.services import declare_benefit, drop_goal, set_goal, withdraw_benefit


def declare(actor: User, **changes: object):
    values = {
        "name": "Fax line closed",
        "amount": Money(240_000, "EUR"),
        "haircut": Decimal("0.25"),
        "reason": "Telecom invoices of 2025",
    }
    return declare_benefit(actor=actor, **(values | changes))


def test_a_declared_benefit_counts_less_its_haircut(finance: User, programme: Programme) -> None:
    assert declare(finance).counted == Money(180_000, "EUR")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"amount": Money(0, "EUR")}, "amount"),
        ({"amount": Money(5, "USD")}, "currency"),
        ({"haircut": Decimal("1.5")}, "haircut"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_declared(
    finance: User, programme: Programme, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        declare(finance, **change)
    assert field in caught.value.fields


def test_a_name_is_declared_once_until_it_is_withdrawn(finance: User, programme: Programme) -> None:
    benefit = declare(finance)
    with pytest.raises(Invalid, match="declared"):
        declare(finance)
    withdraw_benefit(actor=finance, benefit=benefit)
    with pytest.raises(Conflict):
        withdraw_benefit(actor=finance, benefit=benefit)
    declare(finance)


def test_a_programme_comes_first(finance: User) -> None:
    with pytest.raises(Conflict, match="programme first"):
        declare(finance)


def test_goals_end_after_they_start(finance: User, manager: User, programme: Programme) -> None:
    when = {"starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31)}
    goal = set_goal(actor=finance, measure="revenue", target=Decimal(500_000), without_source=True, **when)
    assert drop_goal(actor=finance, goal=goal).dropped_at
    with pytest.raises(Conflict):
        drop_goal(actor=finance, goal=goal)
    with pytest.raises(Invalid):
        set_goal(
            actor=finance,
            measure="revenue",
            target=Decimal(1),
            starts_on=date(2026, 1, 1),
            due_on=date(2025, 1, 1),
        )
    with pytest.raises(Forbidden):
        set_goal(actor=manager, measure="revenue", target=Decimal(1), **when)
