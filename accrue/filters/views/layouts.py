"""Which details a role is shown on a record's page and in its forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import Role
from accrue.accounts.rest import actor_of
from accrue.errors import Conflict, Invalid, Missing
from accrue.filters.custom.laying_out import lay_out, lay_out_as_usual
from accrue.filters.custom.layout_draft import LayoutDraft
from accrue.filters.custom.layouts import kinds_laid_out, layout_of, usual
from accrue.filters.custom.models import PageLayout
from accrue.ui.htmx import is_fragment

PAGE = "filters/custom/layout.html"


@require_http_methods(["GET", "POST"])
def layout(request: HttpRequest, kind: str) -> HttpResponseBase:
    """GET shows the layout of `role`, or of everybody; POST changes what is drawn, keeps it, or takes it away."""
    actor = actor_of(request)
    access.require(actor, "edit", "custom_field")
    if kind not in kinds_laid_out():
        raise Missing
    role = _role(request)
    stored = PageLayout.objects.filter(kind=kind, role=role).first()
    if request.method != "POST":
        known = stored or PageLayout.objects.filter(kind=kind, role__isnull=True).first()
        draft = LayoutDraft.of_layout(kind, layout_of(known) if known else usual(kind))
        return _drawn(request, kind, role, stored, draft)
    draft, what = LayoutDraft.of_post(kind, request.POST), request.POST.get("do", "save")
    role_id = role.pk if role else None
    if what == "reset":
        lay_out_as_usual(actor=actor, kind=kind, role_id=role_id)
        messages.success(request, "Laid out as before.")
        return redirect(_url(kind, role))
    if what != "save":
        draft.change(what)
        return _drawn(request, kind, role, stored, draft)
    version = request.POST.get("version", "")
    try:
        draft.require_heading()
        lay_out(
            actor=actor, kind=kind, role_id=role_id, sections=draft.sections, hidden=draft.hidden,
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        return _drawn(request, kind, role, stored, draft, error.message)
    messages.success(request, f"Layout kept for {role.name if role else 'everybody'}")
    return redirect(_url(kind, role))


def _role(request: HttpRequest) -> Role | None:
    said = request.GET.get("role", "")
    if not said:
        return None
    found = Role.objects.filter(pk=int(said)).first() if said.isdecimal() and len(said) < 18 else None
    if found is None:
        raise Missing
    return found


def _url(kind: str, role: Role | None) -> str:
    url = reverse("filters:layout", args=[kind])
    return f"{url}?role={role.pk}" if role else url


def _drawn(
    request: HttpRequest,
    kind: str,
    role: Role | None,
    stored: PageLayout | None,
    draft: LayoutDraft,
    fault: str = "",
) -> HttpResponse:
    laid = set(PageLayout.objects.filter(kind=kind).values_list("role_id", flat=True))
    roles = [(one, _url(kind, one), one.pk in laid) for one in Role.objects.order_by("name")]
    context: dict[str, Any] = {
        "kind": kind_called(kind),
        "kinds": [kind_called(one) for one in kinds_laid_out()],
        "role": role,
        "roles": [(None, _url(kind, None), None in laid), *roles],
        "stored": stored,
        "draft": draft,
        "fault": fault,
        "url": _url(kind, role),
    }
    part = is_fragment(request) and request.method == "POST"
    return render(request, f"{PAGE}#form" if part else PAGE, context, status=422 if fault else 200)
