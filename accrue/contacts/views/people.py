from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.record_pages import Shown, timeline_answer, timeline_context
from accrue.accounts.rest import actor_of
from accrue.contacts import selectors, services
from accrue.contacts.details import PERSON
from accrue.contacts.forms import (
    DetailForm,
    PersonForm,
    company_field,
    field_of,
    owner_field,
    refuse,
)
from accrue.contacts.lists import PEOPLE, cover_company
from accrue.contacts.models import Person
from accrue.contacts.views import lists, records
from accrue.contacts.views.duplicates import matches_of
from accrue.errors import Forbidden, Invalid, Missing
from accrue.ui.htmx import Part, Toast, is_fragment, parts, with_pieces
from accrue.ui.inline import Prop, inline_edit
from accrue.ui.panels import stats_on

NEW = "contacts/person_new.html"
PAGE = "contacts/person.html"


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    return lists.listed(request, PEOPLE, selectors.people, "people", cover_company)


@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """The dialog, or its own page where it is opened without one. Warns once of those it may mean."""
    actor = actor_of(request)
    access.require(actor, "create", "person")
    writable = selectors.writable_details(actor, "person", PersonForm.asked)
    if request.method != "POST":
        initial = {"owner": str(actor.pk), "company": _company_asked(request, actor)}
        return _dialog(request, PersonForm(actor, writable, initial=initial))
    form = PersonForm(actor, writable, request.POST)
    if not form.is_valid():
        return _dialog(request, form, status=422)
    same = [] if "anyway" in request.POST else matches_of(actor, "person", form.cleaned_data)
    if same:
        return _dialog(request, form, status=422, same=same)
    try:
        person = services.create_person(actor=actor, **_with_company(actor, form.values()))
    except (Invalid, Forbidden) as error:
        refuse(form, error)
        return _dialog(request, form, status=422)
    messages.success(request, f"{person.full_name} added")
    return redirect("contacts:person", person.pk)


def _company_asked(request: HttpRequest, actor: User) -> str:
    """The company whose page asked for a new person."""
    given = request.GET.get("company", "")
    if not given.isascii() or not given.isdigit():
        return ""
    return selectors.label_of(selectors.company(actor, int(given)))


def _with_company(actor: User, values: dict[str, Any]) -> dict[str, Any]:
    """The id of the company typed, or its name where none is called so yet."""
    typed = values.pop("company", "").strip()
    if typed:
        company = selectors.company_named(actor, typed)
        values |= {"company_id": company.pk} if company else {"new_company": typed}
    return values


def _dialog(request: HttpRequest, form: PersonForm, *, status: int = 200, **more: Any) -> HttpResponse:
    name = f"{NEW}#dialog" if is_fragment(request) else NEW
    context = {"form": form, "action": reverse("contacts:new_person"), "same": [], **more}
    return render(request, name, context, status=status)


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The record's page. Who was merged into another leads to that one."""
    actor = actor_of(request)
    found = selectors.person(actor, person_id)
    if found.pk != person_id:
        return redirect("contacts:person", found.pk)
    context = _page(request, actor, found)
    former = getattr(found, "former_ids", None)
    context |= timeline_context(request, actor, "person", found.pk, _timeline_url(found), former=former)
    context["stats"] = stats_on("person", actor, found)
    return render(request, PAGE, context)


def _page(request: HttpRequest, actor: User, found: Person) -> dict[str, Any]:
    cover_company(actor, found)
    allowed = access.access_of(actor)
    return {
        "person": found,
        "props": _props(actor, found),
        "shown": Shown(allowed, "person"),
        "may_archive": allowed.may("person", "delete", found),
    }


def _props(actor: User, found: Person) -> dict[str, Prop]:
    details = (*PERSON[:5], records.LINKS[0], *PERSON[5:], records.LINKS[1])
    return records.props_of(actor, "person", found, details, "contacts:person_detail")


@require_GET
def person_timeline(request: HttpRequest, person_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.person(actor, person_id)
    return timeline_answer(request, actor, "person", found.pk, _timeline_url(found))


def _timeline_url(found: Person) -> str:
    return reverse("contacts:person_timeline", args=[found.pk])


@require_http_methods(["GET", "POST"])
def person_detail(request: HttpRequest, person_id: int, name: str, version: int) -> HttpResponse:
    """One detail, edited in place. `version` is the one whose value stood in the form."""
    actor = actor_of(request)
    before = _prop(actor, person_id, name)
    if request.method == "POST":
        access.require(actor, "edit", selectors.person(actor, person_id))
    if not before.url:
        raise Forbidden("contacts.field_read_only", f"You may not change {before.label.lower()}.")
    stored = _stored(actor, selectors.person(actor, person_id), name)

    def form(data: QueryDict | None) -> DetailForm:
        return DetailForm(name, _field(actor, name), data, initial={name: stored})

    def save(filled: DetailForm) -> None:
        value = _as_links(actor, {name: filled.cleaned_data[name]})
        services.edit_person(actor=actor, person_id=person_id, version=version, **value)

    def shown() -> Prop:
        prop = _prop(actor, person_id, name)
        return records.warned(prop, "person", person_id) if request.method == "POST" else prop

    response = inline_edit(request, prop=shown, form=form, save=save)
    if request.method == "POST" and response.status_code == 200:
        context = _page(request, actor, selectors.person(actor, person_id))
        with_pieces(response, request, Part("#record-head", f"{PAGE}#head", context))
    return response


@require_POST
def person_typed(request: HttpRequest, person_id: int, name: str, version: int) -> HttpResponse:
    """One detail put back as it was typed."""
    actor = actor_of(request)
    access.require(actor, "edit", selectors.person(actor, person_id))
    _prop(actor, person_id, name)
    response = records.put_back(
        request, "person", person_id, name, version, lambda: _prop(actor, person_id, name)
    )
    context = _page(request, actor, selectors.person(actor, person_id))
    return with_pieces(response, request, Part("#record-head", f"{PAGE}#head", context))


def _prop(actor: User, person_id: int, name: str) -> Prop:
    found = selectors.person(actor, person_id)
    cover_company(actor, found)
    props = _props(actor, found)
    if name not in props:
        raise Missing
    return props[name]


def _stored(actor: User, found: Person, name: str) -> str:
    """The detail as its form takes it."""
    if name == "owner":
        return str(found.owner_id or "")
    if name == "company":
        cover_company(actor, found)
        return selectors.label_of(found.company) if found.company else ""
    return str(getattr(found, name) or "")


def _field(actor: User, name: str) -> Any:
    if name == "owner":
        return owner_field(actor)
    if name == "company":
        return company_field()
    return field_of(next(detail for detail in PERSON if detail.name == name))


def _as_links(actor: User, value: dict[str, Any]) -> dict[str, Any]:
    """Names of people and companies as the ids that services take."""
    if "owner" in value:
        return {"owner_id": int(value["owner"]) if value["owner"] else None}
    if "company" in value:
        return _with_company(actor, value) or {"company_id": None}
    return value


@require_POST
def archive_person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = services.archive_person(actor=actor, person_id=person_id)
    return _put_away(request, actor, found, "archived", reverse("contacts:restore_person", args=[person_id]))


@require_POST
def restore_person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = services.restore_person(actor=actor, person_id=person_id)
    return _put_away(request, actor, found, "restored", reverse("contacts:archive_person", args=[person_id]))


def _put_away(request: HttpRequest, actor: User, found: Person, done: str, undo: str) -> HttpResponseBase:
    """The page with its new state, or the list without the row; either way with the way back."""
    text = f"{found.full_name} {done}"
    if not is_fragment(request):
        messages.success(request, text)
        return redirect("contacts:person", found.pk)
    if request.POST.get("from") == "list":
        gone = Part(f"#row-{found.pk}", "contacts/gone.html", swap="delete")
        return parts(request, gone, Toast(text, undo, {"from": "undo"}))
    if request.POST.get("from") == "undo":
        return parts(request, Toast(text))
    context = _page(request, actor, selectors.person(actor, found.pk))
    return parts(request, Part("#record-head", f"{PAGE}#head", context), Toast(text, undo))
