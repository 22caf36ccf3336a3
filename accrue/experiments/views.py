from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Conflict
from accrue.events.selectors import timeline
from accrue.experiments.forms import ExperimentForm
from accrue.experiments.selectors import arm_counts, experiment_called, experiments, looks_at, ratio_check
from accrue.experiments.services import create_experiment, end_experiment
from accrue.ui.htmx import is_fragment
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort


@require_GET
def experiment_list(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "experiment")
    rows = experiments(user)
    query = request.GET.get("q", "").strip()[:100]
    if query:
        rows = rows.filter(name__icontains=query)
    columns = [
        Column("Experiment", Sort("name", "name")),
        Column("State"),
        Column("People", is_number=True),
        Column("Watched", is_number=True),
        Column("Started", Sort("started", "starts_at"), starts_down=True),
        Column("Owner"),
    ]
    listing = Listing(request, rows, columns=columns, default="-started", noun=("experiment", "experiments"))
    template = "experiments/list.html" + ("#rows" if is_fragment(request) else "")
    may_create = access.access_of(user).may("experiment", "create")
    return render(request, template, {"listing": listing, "may_create": may_create})


@require_http_methods(["GET", "POST"])
def new_experiment(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "create", "experiment")
    form = ExperimentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_experiment(actor=user, **form.values())
        except AccrueError as error:
            for field, text in error.fields.items():
                form.add_error(field if field in form.fields else None, text)
            if not error.fields:
                form.add_error(None, error.message)
        else:
            return redirect("experiments:experiment", key=made.key)
    status = 422 if request.method == "POST" else 200
    return render(request, "experiments/new.html", {"form": form}, status=status)


@require_GET
def experiment(request: HttpRequest, key: str) -> HttpResponse:
    """Arms with their counts against the plan, the check of the ratio, and what it earned (a panel from above)."""
    user = actor_of(request)
    found = experiment_called(user, key)
    arms = arm_counts(found)
    context = {
        "experiment": found,
        "arms": arms,
        "people": sum(arm.people for arm in arms),
        "check": ratio_check(arms),
        "looks": looks_at(user, found),
        "may_end": found.is_open and access.access_of(user).may("experiment", "edit", found),
        "timeline": timeline("experiment", found.pk, size=10),
    }
    return render(request, "experiments/experiment.html", context)


@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    user = actor_of(request)
    found = experiment_called(user, key)
    try:
        end_experiment(actor=user, experiment=found)
        messages.success(request, "The experiment is over; its people go on being watched")
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("experiments:experiment", key=key)
