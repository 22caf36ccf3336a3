from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accrue.accounts.models import Team, User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.contacts.models import Person
from accrue.metrics.models import PersonValue, ValueModel
from accrue.metrics.services import refresh_values, values
from accrue.roi.services import exclude_team, set_programme

START = datetime(2025, 1, 6, 12, tzinfo=UTC)


@pytest.fixture
def finance(db: None) -> User:
    ensure_built_in_roles()
    finance = create_user(email="fin@example.com", name="Fin", roles=["finance"])
    set_programme(actor=finance, currency="EUR", go_live=date(2026, 1, 1), margin_rate=Decimal("0.4"))
    return finance


def buyers(number: int, team: Team | None = None, seed: int = 5) -> list[Person]:
    """People who buy at rates of their own and stop by chance, as the model supposes."""
    chance = random.Random(seed)
    people = Person.objects.bulk_create(
        Person(given_name="B", family_name=f"{i}", team=team) for i in range(number)
    )
    rows = []
    for person in people:
        rate, stop = chance.gammavariate(0.8, 0.15), chance.betavariate(0.8, 2.5)
        mean, week = chance.uniform(2_000, 9_000), chance.uniform(0, 20)
        while week < 104:
            rows.append(
                OrderRow(
                    ordered_at=START + timedelta(weeks=week),
                    amount_minor=max(100, int(chance.gauss(mean, 500))),
                    currency="EUR",
                    person_id=person.pk,
                    is_invoiced=False,
                )
            )
            if chance.random() < stop:
                break
            week += chance.expovariate(rate + 1e-9) + 0.2
    import_orders(actor=None, rows=rows)
    return people


def test_everybody_gets_a_value_with_its_interval_and_origin_learnt_again_when_something_changed(
    finance: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(values, "REPLICATES", 3)
    people = buyers(420)
    (model,) = refresh_values()
    assert (model.book, model.refusals, model.currency) == ("programme", [], "EUR")
    assert PersonValue.objects.count() == model.customers == len(people)
    assert set(model.parameters) >= {"r", "alpha", "a", "b"}
    assert abs(model.holdout["predicted"] / model.holdout["actual"] - 1) < 0.2
    for value in PersonValue.objects.filter(frequency__gt=3)[:20]:
        assert 0 <= value.p_alive <= 1
        assert value.purchases_low <= value.purchases_high
        assert value.value.minor >= 0
    page = Client()
    page.force_login(finance)
    best = PersonValue.objects.order_by("-purchases").first()
    said = page.get(f"/roi/people/{best.person_id}/").content.decode()
    assert "How this number is made" in said
    assert "90&thinsp;% interval" in said
    (again,) = refresh_values()
    assert again.pk == model.pk, "nothing changed, so nothing is learnt again"
    bought = OrderRow(
        ordered_at=START,
        amount_minor=100,
        currency="EUR",
        person_id=Person.objects.first().pk,
        is_invoiced=False,
    )
    import_orders(actor=None, rows=[bought])
    (anew,) = refresh_values()
    assert anew.pk != model.pk


def test_too_few_are_refused_in_words(finance: User) -> None:
    (person, *_) = buyers(20)
    (model,) = refresh_values()
    assert "at least 100 are needed" in model.refusals[0]
    assert not PersonValue.objects.exists()
    page = Client()
    page.force_login(finance)
    said = page.get(f"/roi/people/{person.pk}/").content.decode()
    assert "No value is predicted" in said
    assert "at least 100 are needed" in said


def test_a_book_outside_is_learnt_by_itself_and_says_why_no_return_is_claimed(finance: User) -> None:
    team = Team.objects.create(name="Old book")
    exclude_team(actor=finance, team=team, reason="It ended in 1998, long before go-live.")
    (person, *_) = buyers(20, team)
    refresh_values()
    assert set(ValueModel.objects.values_list("book", flat=True)) == {"programme", f"team:{team.pk}"}
    page = Client()
    page.force_login(finance)
    said = page.get(f"/roi/people/{person.pk}/").content.decode()
    assert "No return is claimed for this person" in said
    assert "long before go-live" in said


def test_an_empty_installation_is_no_error(finance: User) -> None:
    (model,) = refresh_values()
    assert model.refusals == ["Nobody has bought anything yet."]
