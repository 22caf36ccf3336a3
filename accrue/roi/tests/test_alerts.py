"""Goals that leave their track and budgets that are overrun: told once, and again only after they were back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.billing.models import Order
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.contacts.models import Person
from accrue.events.models import Event
from accrue.money import Money
from accrue.roi.models import Alert, Goal, Programme
from accrue.roi.services import drop_goal, enter_cost, set_budget, set_goal, withdraw_cost
from accrue.roi.services.alerts import tell_alert, watch
from accrue.roi.services.costs import CostEntry
from accrue.roi.tests.test_pages import signed_in, text_of

TODAY = datetime(2026, 3, 30, 12, tzinfo=UTC)


@pytest.fixture
def goal(finance: User, manager: User, programme: Programme) -> Goal:
    """Twelve whole weeks in, with an order every week."""
    buyer = Person.objects.create(given_name="Ana", family_name="Buyer")
    weeks = [datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(weeks=n) for n in range(12)]
    import_orders(actor=None, rows=[OrderRow(at, 1_000, "EUR", person_id=buyer.pk) for at in weeks])
    return set_goal(
        actor=finance,
        measure="orders",
        target=Decimal(500),
        starts_on=date(2026, 1, 1),
        due_on=date(2026, 12, 31),
        owner=manager,
    )


def facts() -> list[str]:
    names = ("GoalLeftTrack", "GoalBackOnTrack", "BudgetOverrun")
    return list(Event.objects.filter(name__in=names).order_by("pk").values_list("name", flat=True))


def test_the_owner_is_told_once_until_it_was_back(finance: User, goal: Goal, work) -> None:
    with time_machine.travel(TODAY, tick=False):
        for _ in range(3):
            watch()
            work()
        [letter] = mail.outbox
        assert letter.to == ["man@example.com"]
        assert "left its track" in letter.subject
        assert "left its track" in text_of(signed_in(finance).get(reverse("roi:goals")))
        tell_alert(notice_id=Alert.objects.get().notices.get().pk)
        Goal.objects.filter(pk=goal.pk).update(target=Decimal(20))
        watch()
        assert "left its track" not in text_of(signed_in(finance).get(reverse("roi:goals")))
        Goal.objects.filter(pk=goal.pk).update(target=Decimal(500))
        watch()
        work()
    assert facts() == ["GoalLeftTrack", "GoalBackOnTrack", "GoalLeftTrack"]
    assert len(mail.outbox) == 2


def test_a_goal_that_could_go_either_way_neither_opens_nor_closes(
    goal: Goal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accrue.roi.services import alerts

    class Stands:
        state = "could go either way"

    monkeypatch.setattr(alerts, "progress_of", lambda *args: Stands)
    watch()
    assert not Alert.objects.exists()
    Stands.state = "missed"
    watch()
    Stands.state = "could go either way"
    watch()
    assert Alert.objects.get().closed_at is None


def test_what_cannot_be_measured_changes_nothing_and_a_dropped_goal_is_quiet(
    finance: User, goal: Goal
) -> None:
    with time_machine.travel(TODAY, tick=False):
        watch()
        Order.objects.update(currency="USD")
        Goal.objects.filter(pk=goal.pk).update(measure="revenue")
        watch()
        assert Alert.objects.get().closed_at is None
        goal.refresh_from_db()
        drop_goal(actor=finance, goal=goal)
        watch()
        assert Alert.objects.get().closed_at


def test_an_overrun_budget_is_told_to_finance_once_until_it_is_within(
    finance: User, second_finance: User, manager: User, programme: Programme, work
) -> None:
    with time_machine.travel(TODAY, tick=False):
        set_budget(actor=finance, category="media", year=2026, amount=Money(1_000, "EUR"))
        entry = CostEntry(category="media", amount=Money(1_000, "EUR"), incurred_on=date(2026, 2, 1))
        enter_cost(actor=finance, entry=entry)
        watch()
        assert not Alert.objects.exists(), "all of it is not more than it"
        over = enter_cost(
            actor=finance,
            entry=CostEntry(category="media", amount=Money(1, "EUR"), incurred_on=date(2026, 2, 2)),
        )
        for _ in range(2):
            watch()
            work()
        assert sorted(m.to[0] for m in mail.outbox) == ["fin2@example.com", "fin@example.com"]
        assert "€10.01 of €10.00" in mail.outbox[0].body
        withdraw_cost(actor=finance, cost=over, reason="Twice")
        watch()
        assert Alert.objects.get().closed_at
    assert facts() == ["BudgetOverrun"]


def test_an_owner_who_may_not_see_goals_any_more_is_not_told(finance: User, goal: Goal, work) -> None:
    Goal.objects.filter(pk=goal.pk).update(owner=create_user(email="no@example.com", name="No", roles=[]))
    with time_machine.travel(TODAY, tick=False):
        watch()
        work()
    assert mail.outbox == []
