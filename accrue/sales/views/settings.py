"""Where managers shape pipelines and the reasons for losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.sales import selectors, services
from accrue.sales.forms import PipelineForm, ReasonForm, StageForm, refuse
from accrue.sales.models import LossReason
from accrue.ui.htmx import is_fragment


@require_GET
def pipelines(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    held = access.access_of(actor)
    context = {
        "pipelines": selectors.pipelines(actor),
        "reasons": selectors.loss_reasons(retired=True),
        "may_edit": held.may("pipeline", "edit"),
        "may_create": held.may("pipeline", "create"),
    }
    return render(request, "sales/pipelines.html", context)


@require_http_methods(["GET", "POST"])
def new_pipeline(request: HttpRequest) -> HttpResponse:
    access.require(actor_of(request), "create", "pipeline")
    return _form(
        request,
        PipelineForm(request.POST or None),
        title="New pipeline",
        verb="Add pipeline",
        save=lambda data: (
            services.create_pipeline(actor=actor_of(request), name=data["name"]).name + " added"
        ),
    )


@require_http_methods(["GET", "POST"])
def edit_pipeline(request: HttpRequest, pk: int) -> HttpResponse:
    access.require(actor_of(request), "edit", "pipeline")
    laid = selectors.pipeline(actor_of(request), pk)
    return _form(
        request,
        PipelineForm(request.POST or None, initial={"name": laid.pipeline.name}),
        title=f"Rename {laid.pipeline.name}",
        verb="Save",
        save=lambda data: (
            services.edit_pipeline(actor=actor_of(request), pipeline_id=pk, name=data["name"]).name + " saved"
        ),
    )


@require_http_methods(["GET", "POST"])
def add_stage(request: HttpRequest, pk: int) -> HttpResponse:
    access.require(actor_of(request), "edit", "pipeline")
    laid = selectors.pipeline(actor_of(request), pk)
    return _form(
        request,
        StageForm(request.POST or None),
        title=f"New stage of {laid.pipeline.name}",
        verb="Add stage",
        save=lambda data: (
            services.add_stage(
                actor=actor_of(request),
                pipeline_id=pk,
                name=data["name"],
                kind=data["kind"],
                probability=data["probability"],
                rot_days=data["rot_days"],
            ).name
            + " added"
        ),
    )


@require_http_methods(["GET", "POST"])
def edit_stage(request: HttpRequest, pk: int, stage: int) -> HttpResponse:
    access.require(actor_of(request), "edit", "pipeline")
    found = selectors.pipeline(actor_of(request), pk).stage(stage)
    initial = {name: getattr(found, name) for name in ("name", "kind", "probability", "rot_days", "version")}
    return _form(
        request,
        StageForm(request.POST or None, initial=initial),
        title=f"Stage {found.name}",
        verb="Save",
        save=lambda data: (
            services.edit_stage(
                actor=actor_of(request),
                stage_id=stage,
                name=data["name"],
                kind=data["kind"],
                probability=data["probability"],
                rot_days=data["rot_days"],
                version=data["version"],
            ).name
            + " saved"
        ),
    )


@require_POST
def delete_stage(request: HttpRequest, pk: int, stage: int) -> HttpResponse:
    return _done(
        request, lambda: services.delete_stage(actor=actor_of(request), stage_id=stage), "Stage removed"
    )


@require_POST
def shift_stage(request: HttpRequest, pk: int, stage: int) -> HttpResponse:
    """One place up or down in its pipeline."""
    actor = actor_of(request)
    access.require(actor, "edit", "pipeline")
    ids = [one.pk for one in selectors.pipeline(actor, pk).stages]
    if stage not in ids:
        raise Missing
    here = ids.index(stage)
    there = max(0, min(len(ids) - 1, here + (-1 if request.POST.get("way") == "up" else 1)))
    ids.insert(there, ids.pop(here))
    return _done(
        request, lambda: services.order_stages(actor=actor, pipeline_id=pk, stage_ids=ids), "Stages reordered"
    )


@require_POST
def archive_pipeline(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(
        request,
        lambda: services.archive_pipeline(actor=actor_of(request), pipeline_id=pk),
        "Pipeline archived",
    )


@require_http_methods(["GET", "POST"])
def add_reason(request: HttpRequest) -> HttpResponse:
    access.require(actor_of(request), "edit", "pipeline")
    return _form(
        request,
        ReasonForm(request.POST or None),
        title="New loss reason",
        verb="Add reason",
        save=lambda data: (
            services.add_loss_reason(actor=actor_of(request), name=data["name"]).name + " added"
        ),
    )


@require_http_methods(["GET", "POST"])
def edit_reason(request: HttpRequest, pk: int) -> HttpResponse:
    access.require(actor_of(request), "edit", "pipeline")
    reason = LossReason.objects.filter(pk=pk).first()
    if reason is None:
        raise Missing
    return _form(
        request,
        ReasonForm(request.POST or None, initial={"name": reason.name}),
        title=f"Rename {reason.name}",
        verb="Save",
        save=lambda data: (
            services.rename_loss_reason(actor=actor_of(request), reason_id=pk, name=data["name"]).name
            + " saved"
        ),
    )


@require_POST
def retire_reason(request: HttpRequest, pk: int) -> HttpResponse:
    retired = request.POST.get("retired", "1") == "1"
    return _done(
        request,
        lambda: services.retire_loss_reason(actor=actor_of(request), reason_id=pk, retired=retired),
        "Reason no longer offered" if retired else "Reason offered again",
    )


def _form[F: forms.Form](
    request: HttpRequest, form: F, *, title: str, verb: str, save: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """A form in a dialog, or on its own page without one; when it is saved the settings are shown again."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                messages.success(request, save(form.cleaned_data))
                return redirect("sales:pipelines")
            except AccrueError as error:
                refuse(form, error)
        status = 422
    context = {
        "form": form,
        "title": title,
        "action": request.path,
        "verb": verb,
        "back": reverse("sales:pipelines"),
    }
    template = "ui/forms/dialog.html" if is_fragment(request) else "sales/form_page.html"
    return render(request, template, context, status=status)


def _done(request: HttpRequest, act: Callable[[], object], said: str) -> HttpResponse:
    access.require(actor_of(request), "edit", "pipeline")
    act()
    messages.success(request, said)
    return redirect("sales:pipelines")
