from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accrue.accounts.models import Team, User
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.contacts.models import Person
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.roi.models import PerimeterExclusion, Programme
from accrue.roi.services import exclude_team, freeze_baseline, include_team, mark_simulated, set_programme
from accrue.roi.services.baselines import Asked


def test_there_is_one_programme_and_its_history_keeps_every_setting(
    finance: User, programme: Programme
) -> None:
    changed = set_programme(
        actor=finance,
        currency="EUR",
        go_live=date(2026, 2, 1),
        discount_rate=Decimal("0.08"),
        margin_rate=Decimal("0.4"),
        version=1,
    )
    assert (changed.pk, changed.version, Programme.objects.count()) == (programme.pk, 2, 1)
    assert Event.objects.filter(name="ProgrammeChanged").latest("pk").data["fields"] == ["go_live"]
    history = apps.get_model("roi.ProgrammeEvent").objects.order_by("pgh_id")
    assert list(history.values_list("go_live", flat=True)) == [date(2026, 1, 1), date(2026, 2, 1)]


def test_nothing_changed_records_nothing(finance: User, programme: Programme) -> None:
    before = Event.objects.count()
    set_programme(
        actor=finance,
        currency="EUR",
        go_live=date(2026, 1, 1),
        discount_rate=Decimal("0.08"),
        margin_rate=Decimal("0.4"),
    )
    assert Event.objects.count() == before


def test_a_stale_form_loses_to_the_faster_one(finance: User, programme: Programme) -> None:
    with pytest.raises(Conflict, match="meanwhile"):
        set_programme(actor=finance, currency="USD", go_live=None, version=7)


def test_settings_that_cannot_be_are_named(finance: User) -> None:
    with pytest.raises(Invalid) as caught:
        set_programme(
            actor=finance,
            currency="EURO",
            go_live=None,
            horizon_months=0,
            discount_rate=Decimal(1),
            margin_rate=Decimal(0),
        )
    assert set(caught.value.fields) == {"currency", "horizon_months", "discount_rate", "margin_rate"}


def test_only_finance_sets_it(manager: User, rep: User, programme: Programme) -> None:
    with pytest.raises(Forbidden):
        set_programme(actor=manager, currency="EUR", go_live=None)
    with pytest.raises(Missing):
        set_programme(actor=rep, currency="EUR", go_live=None)


def test_a_team_is_left_out_with_its_reason_and_taken_in_again(finance: User, programme: Programme) -> None:
    team = Team.objects.create(name="Second book")
    with pytest.raises(Invalid):
        exclude_team(actor=finance, team=team, reason=" ")
    exclude_team(actor=finance, team=team, reason="Its sales ended before go-live.")
    assert PerimeterExclusion.objects.get().reason == "Its sales ended before go-live."
    include_team(actor=finance, team=team)
    assert not PerimeterExclusion.objects.exists()


def test_a_simulated_company_says_so(finance: User, programme: Programme) -> None:
    marked = mark_simulated(actor=finance, planted_effect="+8 % revenue of treated people")
    assert (marked.is_simulated, marked.planted_effect) == (True, "+8 % revenue of treated people")


def test_the_page_shows_the_baselines_that_count(finance: User, programme: Programme, client: Client) -> None:
    client.force_login(finance)
    page = reverse("roi:programme")
    assert "None is frozen yet" in client.get(page).content.decode()
    buyer = Person.objects.create(given_name="Ana", family_name="Buyer")
    bought = [datetime(2025, month, 9, tzinfo=UTC) for month in range(1, 7)]
    import_orders(actor=None, rows=[OrderRow(at, 10_000, "EUR", person_id=buyer.pk) for at in bought])
    freeze_baseline(actor=finance, asked=Asked("revenue", date(2025, 1, 1), date(2025, 6, 30)))
    said = client.get(page).content.decode()
    assert "Jan 2025 to Jun 2025" in said
    assert "€100" in said
