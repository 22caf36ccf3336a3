"""What is kept of one person: what they agreed to, a file for them, and the way to be forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.contacts.models import Person
from accrue.errors import AccrueError, Forbidden, Missing
from accrue.events import data_map
from accrue.privacy import selectors
from accrue.privacy.archive import as_download
from accrue.privacy.forms import ConsentForm, ErasureForm
from accrue.privacy.models import Erasure
from accrue.privacy.services import consents as consenting
from accrue.privacy.services import emptying, erasing, exporting
from accrue.privacy.services.identity import ids_of
from accrue.ui.panels import shown


@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    person = shown(request, Person, pk) or selectors.person_seen(actor, pk)
    states = selectors.states(pk)
    context = {
        "states": states,
        "noted": any(state.latest for state in states),
        "person": person,
        "may_edit": access.access_of(actor).may("person", "edit", person),
    }
    return render(request, "privacy/panel.html", context)


@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything said so far, and a form for what is said now."""
    actor = actor_of(request)
    person = selectors.person_seen(actor, person_id, "edit" if request.method == "POST" else "see")
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["is_given"] = values["is_given"] == "yes"
        try:
            consenting.record_consent(actor=actor, person_id=person.pk, **values)
        except (Forbidden, Missing):
            raise
        except AccrueError as refused:
            _refuse(form, refused)
        else:
            messages.success(request, "Noted.")
            return redirect("privacy:consents", person.pk)
    context = {
        "person": person,
        "form": form,
        "states": selectors.states(person.pk),
        "said": selectors.consents(person.pk)[:200],
        "may_edit": access.access_of(actor).may("person", "edit", person),
    }
    return render(request, "privacy/consents.html", context, status=422 if form.errors else 200)


@require_GET
def personal_data(request: HttpRequest, person_id: int) -> HttpResponse:
    return _page(request, actor_of(request), person_id, ErasureForm())


@require_POST
def erase(request: HttpRequest, person_id: int) -> HttpResponse:
    """Plan it; the name has to be written."""
    actor = actor_of(request)
    access.require(actor, "delete", "privacy")
    selectors.person_seen(actor, person_id)
    form = ErasureForm(request.POST)
    if form.is_valid():
        due = clock.now() + timedelta(days=form.cleaned_data["days"] or 0)
        try:
            erasing.plan_erasure(
                actor=actor,
                person_id=person_id,
                why=form.cleaned_data["why"],
                due_at=due,
                name=form.cleaned_data["name"],
            )
        except (Forbidden, Missing):
            raise
        except AccrueError as refused:
            form.add_error("name" if refused.code == "privacy.other_name" else None, refused.message)
        else:
            messages.success(request, "The person will be erased.")
            return redirect("privacy:personal_data", person_id)
    return _page(request, actor, person_id, form)


@require_POST
def stop(request: HttpRequest, erasure_id: int) -> HttpResponse:
    found = erasing.stop_erasure(actor=actor_of(request), erasure_id=erasure_id)
    messages.success(request, "Stopped. Nothing was erased.")
    return redirect("privacy:personal_data", found.person_id)


@require_POST
def export(request: HttpRequest, person_id: int) -> HttpResponse:
    exporting.request_export(actor=actor_of(request), person_id=person_id)
    messages.success(request, "The worker writes the file. It stands here when it is there.")
    return redirect("privacy:personal_data", person_id)


@require_GET
def download(request: HttpRequest, export_id: int) -> HttpResponse:
    found = exporting.fetch_export(actor=actor_of(request), export_id=export_id)
    return as_download(found)


def _page(request: HttpRequest, actor: User, person_id: int, form: ErasureForm) -> HttpResponse:
    access.require(actor, "see", "privacy")
    person = selectors.person_seen(actor, person_id)
    held, ids = access.access_of(actor), ids_of(person.pk)
    rows = emptying.rows_about(ids)
    may_export = held.may("privacy", "export") and held.may("person", "export", person)
    context = {
        "person": person,
        "form": form,
        "kept": emptying.labels(rows),
        "history": emptying.history_count(rows),
        "holds": data_map.held(ids).get(person.pk, []),
        "planned": Erasure.objects.filter(person=person).order_by("-pk").first(),
        "exports": selectors.exports(actor, person.pk)[:10] if may_export else [],
        "may_export": may_export,
        "may_erase": held.may("privacy", "delete"),
    }
    return render(request, "privacy/person.html", context, status=422 if form.errors else 200)


def _refuse(form: ConsentForm, refused: AccrueError) -> None:
    for name, words in (refused.fields or {"": refused.message}).items():
        form.add_error(name if name in form.fields else None, words)
