"""What is kept of people: the map of personal data, as those who answer for it read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.events.data_map import Table, tables
from accrue.events.data_map_page import erasing

# What a column is called where its own name says it to programmers only.
WORDS = {
    "amount_minor": "Amount", "before": "What it was before", "custom": "Fields of your own", "data": "Contents",
    "ip": "Network address", "made": "What came of it", "metadata": "Circumstances", "p_alive": "Likelihood of buying again",
    "phone_e164": "Phone, standard form", "pre_value": "Bought before", "q": "Searched for", "raw": "As it was typed",
    "value_minor": "Worth",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    what: str
    why: str
    erasing: str


@dataclass(frozen=True, slots=True)
class Place:
    """A table that keeps something of people, with what it keeps."""

    name: str
    kept: list[Kept]


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """Whose data it is decides what erasing does, so customers and colleagues stand apart."""
    access.require(actor_of(request), "see", "privacy")
    groups = [
        ("Customers and contacts", _places("person")),
        ("Those who work with Accrue", _places("user")),
    ]
    return render(request, "privacy/kept.html", {"groups": groups})


def _places(whose: str) -> list[Place]:
    found = [_place(table) for table in tables() if table.whose == whose and table.personal]
    return sorted(found, key=lambda place: place.name)


def _place(table: Table) -> Place:
    return Place(
        capfirst(str(table.label or table.django._meta.verbose_name_plural)),
        [
            Kept(_named(table, name), capfirst(why), capfirst(erasing(table, name)))
            for name, why in table.personal.items()
        ],
    )


def _named(table: Table, column: str) -> str:
    if column in WORDS:
        return WORDS[column]
    return capfirst(str(getattr(table.django._meta.get_field(column), "verbose_name", column)))
