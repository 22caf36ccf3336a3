"""The programme and its declared benefits."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.money import Money
from accrue.roi.facts import counted_benefits
from accrue.roi.forms import BenefitForm, ProgrammeForm
from accrue.roi.models import DeclaredBenefit
from accrue.roi.selectors.programme import current_baselines, programme, require_programme
from accrue.roi.services import (
    declare_benefit,
    set_programme,
    withdraw_benefit,
)
from accrue.roi.views.goals import BaselineRow
from accrue.ui.dialogs import act, form_dialog, posted, refuse

SHOWN_SETTINGS = (
    "currency",
    "go_live",
    "margin_rate",
    "discount_rate",
    "horizon_months",
    "loaded_hourly_rate_minor",
)
KEPT_CHANGES = 20
SHOWN_ALERTS = 20


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "programme")
    found = programme()
    may_edit = access.access_of(user).may("programme", "edit" if found else "create")
    initial = ProgrammeForm.of(found) if found else {"currency": "EUR"}
    form = ProgrammeForm(posted(request), initial=initial)
    status = 200
    if request.method == "POST":
        access.require(user, "edit" if found else "create", found or "programme")
        if form.is_valid():
            try:
                set_programme(actor=user, **form.values())
            except AccrueError as error:
                refuse(form, error)
            else:
                messages.success(request, "Programme saved")
                return redirect("roi:programme")
        status = 422
    context = {
        "form": form,
        "programme": found,
        "may_edit": may_edit,
        "may_measure": access.access_of(user).may("measure", "see"),
        "changes": _changes(),
        "baselines": [BaselineRow(one) for one in current_baselines()],
    }
    return render(request, "roi/programme.html", context, status=status)


@require_GET
def benefits(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "programme")
    counted, overlaps = counted_benefits()
    context = {
        "rows": DeclaredBenefit.objects.filter(withdrawn_at=None).select_related("owner").order_by("pk"),
        "counted": {benefit.pk for benefit in counted},
        "overlaps": {one.name: one.counted for one in overlaps},
        "programme": programme(),
        "may_edit": access.access_of(user).may("programme", "edit"),
    }
    return render(request, "roi/benefits.html", context)


@require_http_methods(["GET", "POST"])
def new_benefit(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    found = require_programme()

    def save(form: BenefitForm) -> str:
        data = dict(form.cleaned_data)
        data["amount"] = Money.of(data["amount"], found.currency)
        declare_benefit(actor=user, **data)
        return "Benefit declared; the next statement counts it"

    form = BenefitForm(posted(request), initial={"owner": user.pk})
    return form_dialog(
        request,
        form=form,
        title=f"Declare a benefit, in {found.currency}",
        verb="Declare",
        save=save,
        done=reverse("roi:benefits"),
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    found = DeclaredBenefit.objects.filter(pk=pk).first()
    if found is None:
        raise Missing

    def run() -> str:
        withdraw_benefit(actor=user, benefit=found)
        return "Benefit withdrawn; statements already drawn keep it"

    return act(request, run, reverse("roi:benefits"))


def _changes() -> list[tuple[Any, Money | None]]:
    """The programme's history, newest first, from the append-only table the database writes; each setting once."""
    model = apps.get_model("roi.ProgrammeEvent")
    rows: list[Any] = list(model._default_manager.order_by("-pgh_id")[:KEPT_CHANGES])
    return [(row, _hour(row)) for row, before in zip_longest(rows, rows[1:]) if _shown(row) != _shown(before)]


def _hour(row: Any) -> Money | None:
    minor = row.loaded_hourly_rate_minor
    return None if minor is None else Money(minor, row.currency)


def _shown(row: object) -> list[object]:
    return [getattr(row, name, None) for name in SHOWN_SETTINGS]
