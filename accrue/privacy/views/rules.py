"""The ledger of erasures, and the rules that erase whom nobody needs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Forbidden, Missing
from accrue.filters.inside import FilterInside
from accrue.filters.tree import EVERYTHING, data_of, parse
from accrue.privacy import selectors
from accrue.privacy.forms import RuleForm
from accrue.privacy.models import RetentionRule
from accrue.privacy.services import retaining
from accrue.ui.htmx import is_fragment
from accrue.ui.paging import Count, capped_count

SHOWN = 100
PAGE = "privacy/rule.html"


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "rules": selectors.rules(actor),
        "erasures": selectors.erasures(actor)[:SHOWN],
        "may_create": access.access_of(actor).may("privacy", "create"),
    }
    return render(request, "privacy/overview.html", context)


@require_http_methods(["GET", "POST"])
def new_rule(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "create", "privacy")
    return _form(request, actor, None)


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """The rule, and what it would do today."""
    actor = actor_of(request)
    access.require(actor, "edit", "privacy")
    return _form(request, actor, selectors.rule(actor, rule_id))


@require_POST
def delete_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    gone = retaining.delete_rule(actor=actor_of(request), rule_id=rule_id)
    messages.success(request, f"“{gone.name}” is deleted, and nobody waits because of it any more.")
    return redirect("privacy:overview")


def _form(request: HttpRequest, actor: User, rule: RetentionRule | None) -> HttpResponse:
    about = _about(request, actor, rule)
    if request.method != "POST":
        return _drawn(request, actor, rule, RuleForm(initial=_initial(rule)), about)
    what = request.POST.get("do", "save")
    if what == "count":
        return render(request, f"{PAGE}#count", {"count": _count(actor, request.POST, about)})
    if what != "save":
        about.change(what)
        return _drawn(request, actor, rule, RuleForm(initial=request.POST.dict()), about)
    form = RuleForm(request.POST)
    tree = about.tree()
    if not form.is_valid() or not about.is_valid:
        return _drawn(request, actor, rule, form, about, status=422)
    values = form.cleaned_data | {"filter": data_of(tree) if tree.parts else {}}
    try:
        kept = retaining.save_rule(actor=actor, rule_id=rule.pk if rule else None, **values)
    except (Forbidden, Missing):
        raise
    except AccrueError as refused:
        for name, words in (refused.fields or {"": refused.message}).items():
            form.add_error(name if name in form.fields else None, words)
        return _drawn(request, actor, rule, form, about, status=422)
    messages.success(request, f"“{kept.name}” is kept.")
    return redirect("privacy:rule", kept.pk)


def _about(request: HttpRequest, actor: User, rule: RetentionRule | None) -> FilterInside:
    """Whom the rule is about, as it is being built."""
    said: dict[str, Any] = {"action": request.path, "nothing": "No conditions: the rule is about everybody."}
    if request.method == "POST":
        return FilterInside.of_post(actor, "person", request.POST, **said)
    tree = parse(rule.filter or None) if rule else EVERYTHING
    return FilterInside.of_tree(actor, "person", tree, **said)


def _initial(rule: RetentionRule | None) -> dict[str, Any]:
    names = ("name", "months", "waiting_days", "is_on", "version")
    return {name: getattr(rule, name) for name in names} if rule else {"months": 24}


def _count(actor: User, said: QueryDict, about: FilterInside) -> Count | None:
    """How many the rule would find today; None while it says no number of months."""
    months = said.get("months", "")
    if not (months.isascii() and months.isdigit() and 1 <= int(months[:4]) <= 600):
        return None
    tree = about.tree()
    asked = RetentionRule(changed_by=actor, months=int(months), filter=data_of(tree) if tree.parts else {})
    return capped_count(retaining.unneeded(asked))


def _drawn(
    request: HttpRequest,
    actor: User,
    rule: RetentionRule | None,
    form: RuleForm,
    about: FilterInside,
    status: int = 200,
) -> HttpResponse:
    is_changed = request.method == "POST"
    months = QueryDict(mutable=True)
    months["months"] = str(form["months"].value() or "")
    count = _count(actor, months, about)
    if is_changed and status == 200:
        about.forgive()
    context = {
        "form": form,
        "about": about,
        "rule": rule,
        "count": count,
        "found": retaining.tried(actor=actor, rule=rule)
        if rule and not is_changed and not about.is_lost
        else None,
        "may_delete": access.access_of(actor).may("privacy", "delete"),
    }
    return render(
        request, f"{PAGE}#form" if is_changed and is_fragment(request) else PAGE, context, status=status
    )
