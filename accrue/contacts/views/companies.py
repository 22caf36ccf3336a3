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
from accrue.contacts.details import COMPANY
from accrue.contacts.forms import CompanyForm, DetailForm, field_of, owner_field, refuse
from accrue.contacts.lists import COMPANIES
from accrue.contacts.models import Company
from accrue.contacts.views import lists, records
from accrue.contacts.views.duplicates import matches_of
from accrue.errors import Forbidden, Invalid, Missing
from accrue.ui.htmx import Part, Toast, is_fragment, parts, with_pieces
from accrue.ui.inline import Prop, inline_edit
from accrue.ui.panels import shown, stats_on

NEW = "contacts/company_new.html"
PAGE = "contacts/company.html"
MOST_PEOPLE = 20


@require_GET
def companies(request: HttpRequest) -> HttpResponse:
    return lists.listed(request, COMPANIES, selectors.companies, "companies")


@require_GET
def choices(request: HttpRequest) -> HttpResponse:
    """Companies that fit what is typed into a field named `company`."""
    actor = actor_of(request)
    access.require(actor, "see", "company")
    found = selectors.companies_called(actor, request.GET.get("company", ""))
    hides_domain = access.access_of(actor).hides("company", "domain")
    labels = [company.name if hides_domain else selectors.label_of(company) for company in found]
    return render(request, "contacts/company_choices.html", {"labels": labels})


@require_http_methods(["GET", "POST"])
def new_company(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "create", "company")
    writable = selectors.writable_details(actor, "company", CompanyForm.asked)
    if request.method != "POST":
        return _dialog(request, CompanyForm(actor, writable, initial={"owner": str(actor.pk)}))
    form = CompanyForm(actor, writable, request.POST)
    if not form.is_valid():
        return _dialog(request, form, status=422)
    same = [] if "anyway" in request.POST else matches_of(actor, "company", form.cleaned_data)
    if same:
        return _dialog(request, form, status=422, same=same)
    try:
        company = services.create_company(actor=actor, **form.values())
    except (Invalid, Forbidden) as error:
        refuse(form, error)
        return _dialog(request, form, status=422)
    messages.success(request, f"{company.name} added")
    return redirect("contacts:company", company.pk)


def _dialog(request: HttpRequest, form: CompanyForm, *, status: int = 200, **more: Any) -> HttpResponse:
    name = f"{NEW}#dialog" if is_fragment(request) else NEW
    context = {"form": form, "action": reverse("contacts:new_company"), "same": [], **more}
    return render(request, name, context, status=status)


@require_GET
def company(request: HttpRequest, company_id: int) -> HttpResponse:
    """The record's page. Who was merged into another leads to that one."""
    actor = actor_of(request)
    found = selectors.company(actor, company_id)
    if found.pk != company_id:
        return redirect("contacts:company", found.pk)
    context = _page(actor, found)
    former = getattr(found, "former_ids", None)
    context |= timeline_context(request, actor, "company", found.pk, _timeline_url(found), former=former)
    context["stats"] = stats_on("company", actor, found)
    return render(request, PAGE, context)


def _page(actor: User, found: Company) -> dict[str, Any]:
    allowed = access.access_of(actor)
    return {
        "company": found,
        "props": _props(actor, found),
        "shown": Shown(allowed, "company"),
        "may_archive": allowed.may("company", "delete", found),
        "may_add_people": allowed.may("person", "create"),
    }


def _props(actor: User, found: Company) -> dict[str, Prop]:
    details = (*COMPANY, records.LINKS[1])
    return records.props_of(actor, "company", found, details, "contacts:company_detail")


@require_GET
def company_timeline(request: HttpRequest, company_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.company(actor, company_id)
    return timeline_answer(request, actor, "company", found.pk, _timeline_url(found))


def _timeline_url(found: Company) -> str:
    return reverse("contacts:company_timeline", args=[found.pk])


@require_GET
def company_people(request: HttpRequest, company_id: int) -> HttpResponse:
    """The panel of a company's people."""
    actor = actor_of(request)
    found = shown(request, Company, company_id) or selectors.company(actor, company_id)
    access.require(actor, "see", "person")
    people = list(selectors.people_of(actor, found)[: MOST_PEOPLE + 1])
    context = {
        "company": found,
        "people": people[:MOST_PEOPLE],
        "has_more": len(people) > MOST_PEOPLE,
        "shown": Shown(access.access_of(actor), "person"),
        "may_add": access.access_of(actor).may("person", "create"),
    }
    return render(request, "contacts/company_people.html", context)


@require_http_methods(["GET", "POST"])
def company_detail(request: HttpRequest, company_id: int, name: str, version: int) -> HttpResponse:
    """One detail, edited in place. `version` is the one whose value stood in the form."""
    actor = actor_of(request)
    before = _prop(actor, company_id, name)
    if request.method == "POST":
        access.require(actor, "edit", selectors.company(actor, company_id))
    if not before.url:
        raise Forbidden("contacts.field_read_only", f"You may not change {before.label.lower()}.")
    found = selectors.company(actor, company_id)
    stored = str(found.owner_id or "") if name == "owner" else str(getattr(found, name) or "")

    def form(data: QueryDict | None) -> DetailForm:
        return DetailForm(name, _field(actor, name), data, initial={name: stored})

    def save(filled: DetailForm) -> None:
        value: dict[str, Any] = {name: filled.cleaned_data[name]}
        if name == "owner":
            value = {"owner_id": int(value[name]) if value[name] else None}
        services.edit_company(actor=actor, company_id=company_id, version=version, **value)

    def shown() -> Prop:
        prop = _prop(actor, company_id, name)
        return records.warned(prop, "company", company_id) if request.method == "POST" else prop

    response = inline_edit(request, prop=shown, form=form, save=save)
    if request.method == "POST" and response.status_code == 200:
        context = _page(actor, selectors.company(actor, company_id))
        with_pieces(response, request, Part("#record-head", f"{PAGE}#head", context))
    return response


@require_POST
def company_typed(request: HttpRequest, company_id: int, name: str, version: int) -> HttpResponse:
    """One detail put back as it was typed."""
    actor = actor_of(request)
    access.require(actor, "edit", selectors.company(actor, company_id))
    _prop(actor, company_id, name)
    response = records.put_back(
        request, "company", company_id, name, version, lambda: _prop(actor, company_id, name)
    )
    context = _page(actor, selectors.company(actor, company_id))
    return with_pieces(response, request, Part("#record-head", f"{PAGE}#head", context))


def _prop(actor: User, company_id: int, name: str) -> Prop:
    props = _props(actor, selectors.company(actor, company_id))
    if name not in props:
        raise Missing
    return props[name]


def _field(actor: User, name: str) -> Any:
    if name == "owner":
        return owner_field(actor)
    return field_of(next(detail for detail in COMPANY if detail.name == name))


@require_POST
def archive_company(request: HttpRequest, company_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = services.archive_company(actor=actor, company_id=company_id)
    undo = reverse("contacts:restore_company", args=[company_id])
    return _put_away(request, actor, found, "archived", undo)


@require_POST
def restore_company(request: HttpRequest, company_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = services.restore_company(actor=actor, company_id=company_id)
    undo = reverse("contacts:archive_company", args=[company_id])
    return _put_away(request, actor, found, "restored", undo)


def _put_away(request: HttpRequest, actor: User, found: Company, done: str, undo: str) -> HttpResponseBase:
    """The page with its new state, or the list without the row; either way with the way back."""
    text = f"{found.name} {done}"
    if not is_fragment(request):
        messages.success(request, text)
        return redirect("contacts:company", found.pk)
    if request.POST.get("from") == "list":
        gone = Part(f"#row-{found.pk}", "contacts/gone.html", swap="delete")
        return parts(request, gone, Toast(text, undo, {"from": "undo"}))
    if request.POST.get("from") == "undo":
        return parts(request, Toast(text))
    context = _page(actor, selectors.company(actor, found.pk))
    return parts(request, Part("#record-head", f"{PAGE}#head", context), Toast(text, undo))
