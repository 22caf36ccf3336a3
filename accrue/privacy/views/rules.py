"""The ledger of erasures, and the rules that erase whom nobody needs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Forbidden, Missing
from accrue.privacy import selectors
from accrue.privacy.forms import RuleForm
from accrue.privacy.models import RetentionRule
from accrue.privacy.services import retaining

SHOWN = 100


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
    found = selectors.rules(actor).filter(pk=rule_id).first()
    if found is None:
        raise Missing
    return _form(request, actor, found)


@require_POST
def delete_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    gone = retaining.delete_rule(actor=actor_of(request), rule_id=rule_id)
    messages.success(request, f"“{gone.name}” is deleted, and nobody waits because of it any more.")
    return redirect("privacy:overview")


def _form(request: HttpRequest, actor: User, found: RetentionRule | None) -> HttpResponse:
    names = ("name", "months", "waiting_days", "is_on")
    initial = (
        {name: getattr(found, name) for name in names} | {"filter": found.filter or None} if found else {}
    )
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = retaining.save_rule(actor=actor, rule_id=found.pk if found else None, **form.cleaned_data)
        except (Forbidden, Missing):
            raise
        except AccrueError as refused:
            for name, words in (refused.fields or {"": refused.message}).items():
                form.add_error(name if name in form.fields else "filter", words)
        else:
            messages.success(request, f"“{kept.name}” is kept.")
            return redirect("privacy:rule", kept.pk)
    context = {
        "form": form,
        "rule": found,
        "found": retaining.tried(actor=actor, rule=found) if found and not form.errors else None,
        "may_delete": access.access_of(actor).may("privacy", "delete"),
    }
    return render(request, "privacy/rule.html", context, status=422 if form.errors else 200)
