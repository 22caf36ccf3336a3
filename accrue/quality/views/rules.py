"""Rules without code: written, tried on what is there, switched on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Conflict, Invalid, Missing
from accrue.quality import services
from accrue.quality.forms import RuleForm, initial_of, refuse
from accrue.quality.selectors import breaking
from accrue.quality.selectors import rules as selectors
from accrue.quality.selectors.rules import KINDS
from accrue.ui.htmx import is_fragment

FORM = "quality/rule_form.html"
RECORDS = {
    "person": "contacts:person",
    "company": "contacts:company",
    "product": "products:product",
    "deal": "sales:deal",
}


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found = list(selectors.rules(actor).select_related("author"))
    for one in found:
        one.field_label = selectors.field_label(one.kind, one.field)  # type: ignore[attr-defined]  # for the page alone
    grouped = selectors.by_kind(found)
    kinds = [(key, label, grouped.get(key, [])) for key, label in KINDS.items()]
    may_create = access.access_of(actor).may("rule", "create")
    return render(
        request, "quality/rules.html", {"kinds": kinds, "any": bool(found), "may_create": may_create}
    )


@require_http_methods(["GET", "POST"])
def new_rule(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "create", "rule")
    kind = request.GET.get("kind", "person")
    if kind not in KINDS:
        raise Missing
    context = {"kind": kind, "kind_label": KINDS[kind], "url": f"{reverse('quality:new_rule')}?kind={kind}"}
    if request.method != "POST":
        data = request.GET if "field" in request.GET else None
        return _form(request, RuleForm(actor, kind, initial=data.dict() if data else None), context)
    form = RuleForm(actor, kind, request.POST)
    if not form.is_valid():
        return _form(request, form, context, 422)
    try:
        made = services.make_rule(actor=actor, kind=kind, **form.values())
    except Invalid as error:
        refuse(form, error)
        return _form(request, form, context, 422)
    return redirect("quality:rule", made.pk)


@require_GET
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """One rule, and what it finds among the records that are there."""
    actor = actor_of(request)
    found = selectors.rule(actor, rule_id)
    allowed = access.access_of(actor)
    context = {
        "rule": found,
        "kind_label": KINDS[found.kind],
        "field_label": selectors.field_label(found.kind, found.field),
        "may_edit": allowed.may("rule", "edit"),
        "may_delete": allowed.may("rule", "delete"),
        "record_url": RECORDS[found.kind],
        "dry": breaking.dry_run(actor, found) if allowed.may(found.kind, "see") else None,
    }
    return render(request, "quality/rule.html", context)


@require_http_methods(["GET", "POST"])
def edit_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.rule(actor, rule_id)
    access.require(actor, "edit", "rule")
    url = reverse("quality:edit_rule", args=[found.pk])
    context = {"kind": found.kind, "kind_label": KINDS[found.kind], "url": url, "rule": found}
    if request.method != "POST":
        initial = request.GET.dict() if "field" in request.GET else initial_of(found)
        return _form(request, RuleForm(actor, found.kind, initial=initial), context)
    form = RuleForm(actor, found.kind, request.POST)
    if not form.is_valid():
        return _form(request, form, context, 422)
    version = request.POST.get("version", "")
    try:
        services.change_rule(
            actor=actor, rule_id=found.pk, version=int(version) if version.isdecimal() else 0, **form.values()
        )
    except (Invalid, Conflict) as error:
        refuse(form, error)
        return _form(request, form, context, 422)
    return redirect("quality:rule", found.pk)


@require_POST
def switch_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    actor = actor_of(request)
    is_on = request.POST.get("on") == "1"
    services.switch_rule(actor=actor, rule_id=rule_id, is_on=is_on)
    messages.success(
        request, "The rule is on: it is asked of whatever is written." if is_on else "The rule is off."
    )
    return redirect("quality:rule", rule_id)


@require_POST
def delete_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    services.delete_rule(actor=actor_of(request), rule_id=rule_id)
    messages.success(request, "Rule deleted")
    return redirect("quality:rules")


def _form(request: HttpRequest, form: RuleForm, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = f"{FORM}#inputs" if is_fragment(request) and request.method == "GET" else FORM
    return render(request, template, {**context, "form": form}, status=status)
