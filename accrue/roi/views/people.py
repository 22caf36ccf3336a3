"""A person's predicted value, as a panel of their page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.contacts import selectors as contacts
from accrue.contacts.models import Person
from accrue.metrics.selectors import book_of, predicted_value
from accrue.roi.models import PerimeterExclusion
from accrue.ui.panels import shown


@require_GET
def value_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """How much they will probably buy, how that number is made, and why no return is claimed for them where none is."""
    user = actor_of(request)
    person = shown(request, Person, pk) or contacts.person(user, pk)
    excluded = {e.team_id: e.reason for e in PerimeterExclusion.objects.all()}
    predicted = predicted_value(person.pk, book_of(person.team_id, tuple(excluded)))
    model = predicted.model
    context = {
        "person": person,
        "model": model,
        "value": predicted.value,
        "why_outside": excluded.get(person.team_id or 0, ""),
        "off": _off(model.holdout) if model and model.holdout else None,
        "may_see_orders": access.access_of(user).may("order", "see"),
    }
    return render(request, "roi/person_value.html", context)


def _off(holdout: dict[str, float]) -> float | None:
    """By what share of the actual purchases the model missed those it had not seen."""
    return holdout["predicted"] / holdout["actual"] - 1 if holdout.get("actual") else None
