"""Dashboards: tiles that the worker answers, shown as soon as they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.events.selectors import timeline
from accrue.metrics.asking import days_from
from accrue.metrics.built_in import BUILT_IN
from accrue.metrics.forms import MailForm, NameForm, SharingForm, may_own
from accrue.metrics.laid import laid
from accrue.metrics.models import Dashboard
from accrue.metrics.periods import PERIODS
from accrue.metrics.reach import require_measures
from accrue.metrics.selectors import dashboard_seen, dashboards_seen, deleted_dashboard, may_edit
from accrue.metrics.services.dashboards import (
    delete_dashboard,
    make_dashboard,
    rename_dashboard,
    require_edit,
    restore_dashboard,
    schedule_dashboard,
    share_dashboard,
)
from accrue.metrics.slots import in_words
from accrue.ui.dialogs import act, form_dialog, go, posted
from accrue.ui.htmx import is_fragment

SHOWN_MAILS = 10


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    require_measures(user)
    gone = request.GET.get("deleted", "")
    context = {
        "built_in": BUILT_IN.values(),
        "own": list(dashboards_seen(user)),
        "deleted": deleted_dashboard(user, int(gone)) if gone.isdecimal() else None,
        "may_own": may_own(user),
    }
    return render(request, "metrics/home.html", context)


@require_GET
def dashboard(request: HttpRequest, key: str) -> HttpResponse:
    """The built-in dashboard; as a fragment only its tiles, which ask again while some of them wait."""
    user = actor_of(request)
    require_measures(user)
    found = BUILT_IN.get(key)
    if found is None:
        raise Missing
    duplicate = reverse("metrics:duplicate", args=[key])
    context = {"dashboard": found, "duplicate": duplicate, "may_own": may_own(user)}
    return _page(request, user, found.tiles, context)


@require_GET
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's own dashboard, as its reader may see it."""
    user = actor_of(request)
    found = dashboard_seen(user, pk)
    is_mine = may_edit(user, found)
    context: dict[str, Any] = {
        "dashboard": found,
        "own": found,
        "may_edit": is_mine,
        "may_own": may_own(user),
        "duplicate": reverse("metrics:duplicate_own", args=[pk]),
    }
    if not is_fragment(request):
        context["mailed"] = in_words(found.every, found.day, found.hour)
        context["history"] = timeline("dashboard", pk, size=10).events if is_mine else []
        context["mails"] = (
            list(found.mails.select_related("user").order_by("-pk")[:SHOWN_MAILS]) if is_mine else []
        )
    return _page(request, user, found.drawn, context)


def _page(request: HttpRequest, user: User, tiles: Any, context: dict[str, Any]) -> HttpResponse:
    period, first, last = days_from(request.GET)
    context |= {
        "laid": laid(user, tiles, period, (first, last)),
        "period": period,
        "periods": PERIODS,
        "first": first,
        "last": last,
    }
    name = "metrics/dashboard.html#tiles" if is_fragment(request) else "metrics/dashboard.html"
    return render(request, name, context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    require_measures(user)
    access.require(user, "create", "dashboard")
    made: list[Dashboard] = []

    def save(form: NameForm) -> str:
        made.append(make_dashboard(actor=user, **form.cleaned_data))
        return "Dashboard made; add its first tile"

    form = NameForm(posted(request))
    return form_dialog(
        request,
        form=form,
        title="New dashboard",
        verb="Make dashboard",
        save=save,
        done=lambda: reverse("metrics:arrange", args=[made[0].pk]),
    )


@require_POST
def duplicate(request: HttpRequest, key: str) -> HttpResponse:
    user = actor_of(request)
    require_measures(user)
    found = BUILT_IN.get(key)
    if found is None:
        raise Missing
    access.require(user, "create", "dashboard")
    made = make_dashboard(
        actor=user, name=f"My {found.name.lower()}", about=found.about, tiles=found.tiles, copy_of=found.name
    )
    return act(request, lambda: f"“{made}” is yours to change", reverse("metrics:own", args=[made.pk]))


@require_POST
def duplicate_own(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = dashboard_seen(user, pk)
    access.require(user, "create", "dashboard")
    name = f"{found.name[:74]} copy"
    made = make_dashboard(actor=user, name=name, about=found.about, tiles=found.drawn, copy_of=found.name)
    return act(request, lambda: f"“{made}” is yours to change", reverse("metrics:own", args=[made.pk]))


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = require_edit(user, pk)

    def save(form: NameForm) -> str:
        rename_dashboard(actor=user, dashboard_id=pk, **form.cleaned_data)
        return "Name kept"

    form = NameForm(posted(request), initial={"name": found.name, "about": found.about})
    done = reverse("metrics:own", args=[pk])
    return form_dialog(request, form=form, title="Rename dashboard", verb="Save name", save=save, done=done)


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = require_edit(user, pk)

    def save(form: SharingForm) -> str:
        shared = share_dashboard(actor=user, dashboard_id=pk, **form.cleaned_data)
        seen_by = {"mine": "Only you see it now", "team": f"{shared.team} sees it now"}
        return seen_by.get(shared.sharing, "Everyone who sees measures sees it now")

    form = SharingForm(posted(request), initial={"sharing": found.sharing})
    done = reverse("metrics:own", args=[pk])
    return form_dialog(request, form=form, title=f"Share {found.name}", verb="Share", save=save, done=done)


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    found = require_edit(user, pk)

    def save(form: MailForm) -> str:
        data = dict(form.cleaned_data)
        readers = list(data.pop("readers"))
        kept = schedule_dashboard(actor=user, dashboard_id=pk, readers=readers, **data)
        return "It is not mailed" if kept.every == "never" else "It is mailed from the next time on"

    initial: dict[str, Any] = {name: getattr(found, name) for name in ("every", "day", "hour")}
    initial["readers"] = list(found.readers.values_list("user_id", flat=True)) or [user.pk]
    form = MailForm(posted(request), initial=initial, dashboard=found)
    done = reverse("metrics:own", args=[pk])
    return form_dialog(request, form=form, title=f"Mail {found.name}", verb="Keep", save=save, done=done)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    delete_dashboard(actor=actor_of(request), dashboard_id=pk)
    return go(request, f"{reverse('metrics:home')}?deleted={pk}")


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    kept = restore_dashboard(actor=actor_of(request), dashboard_id=pk)
    return act(request, lambda: f"“{kept}” is back", reverse("metrics:own", args=[pk]))
