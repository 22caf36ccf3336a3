"""A line's design can be chosen by who may set the programme, with a reason that stands on every statement."""

from __future__ import annotations

import tomllib

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accrue.accounts.models import User
from accrue.errors import Forbidden, Invalid
from accrue.events.models import Event
from accrue.roi.facts import perimeter, programme_toml
from accrue.roi.models import DesignPin, Programme, Statement
from accrue.roi.services.designs import pin_design, unpin_design
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.specimen import specimen
from accrue_facts.programme import settings_from


@pytest.fixture
def kept(finance: User, programme: Programme) -> Statement:
    return keep_statement(actor=finance, drawn=specimen()).statement


def test_the_pin_goes_to_the_facts_and_back(finance: User, programme: Programme) -> None:
    pin_design(actor=finance, line="margin", design="timeline", reason="Agreed “before”.")
    settings = settings_from(tomllib.loads(programme_toml(perimeter())))
    (pin,) = settings.pins
    assert (pin.line, pin.design, pin.reason) == ("margin", "timeline", "Agreed “before”.")
    unpin_design(actor=finance, line="margin")
    assert settings_from(tomllib.loads(programme_toml(perimeter()))).pins == ()
    told = Event.objects.filter(name="ProgrammeChanged").order_by("pk")
    assert [one.data["fields"] for one in told][-2:] == [["margin_design"], ["margin_design"]]
    history = apps.get_model("roi.DesignPinEvent").objects.values_list("design", flat=True)
    assert list(history) == ["timeline"]


@pytest.mark.parametrize(
    ("line", "design", "reason", "field"),
    [
        ("margin", "control", "Why", "design"),
        ("profit", "rollout", "Why", "design"),
        ("margin", "rollout", " ", "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    finance: User, programme: Programme, line: str, design: str, reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        pin_design(actor=finance, line=line, design=design, reason=reason)
    assert field in caught.value.fields
    assert not DesignPin.objects.exists()


def test_only_who_may_set_the_programme(manager: User, programme: Programme) -> None:
    with pytest.raises(Forbidden):
        pin_design(actor=manager, line="margin", design="rollout", reason="Why")


def test_the_form_chooses_and_gives_back(finance: User, kept: Statement) -> None:
    client = Client()
    client.force_login(finance)
    peek = client.get(reverse("roi:statement_line", args=[kept.number, 1]), headers={"HX-Request": "true"})
    address = reverse("roi:design", args=["margin"])
    assert address.encode() in peek.content
    assert b"Trend and season" in client.get(address).content
    refused = client.post(address, {"design": "timeline", "reason": ""})
    assert refused.status_code == 422
    client.post(address, {"design": "timeline", "reason": "Agreed."})
    assert DesignPin.objects.get().design == "timeline"
    client.post(address, {"design": "", "reason": ""})
    assert not DesignPin.objects.exists()
    assert client.get(reverse("roi:design", args=["profit"])).status_code == 404
