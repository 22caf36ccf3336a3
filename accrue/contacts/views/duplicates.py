"""What is said while somebody types a new record that may be there already."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.contacts.selectors import Match, alike
from accrue.contacts.selectors.companies import SEPARATOR

ASKED = {
    "person": ("given_name", "family_name", "email", "phone", "company"),
    "company": ("name", "domain", "phone", "city", "country"),
}
LONGEST = 400
MOST = 5


def matches_of(actor: User, kind: str, typed: Mapping[str, object]) -> list[Match]:
    """The records that what was typed probably means, as far as this person may know of them."""
    row = {name: str(typed.get(name) or "")[:LONGEST] for name in ASKED[kind]}
    if "company" in row:
        row["company"] = row["company"].split(SEPARATOR)[0].strip()
    return alike(actor, kind, [row])[0][:MOST]


@require_POST
def person(request: HttpRequest) -> HttpResponse:
    return _told(request, "person")


@require_POST
def company(request: HttpRequest) -> HttpResponse:
    return _told(request, "company")


def _told(request: HttpRequest, kind: str) -> HttpResponse:
    """By POST, so that what is typed stands in no log."""
    actor = actor_of(request)
    access.require(actor, "create", kind)
    found = matches_of(actor, kind, request.POST)
    return render(request, "contacts/alike.html", {"matches": found, "record_url": f"contacts:{kind}"})
