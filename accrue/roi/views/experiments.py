"""What the statement says of an experiment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.experiments.models import Experiment
from accrue.roi.pictures import Picture
from accrue.roi.selectors.statements import (
    latest_statement,
)


@require_GET
def experiment_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the latest statement says of an experiment; a panel of its page."""
    user = actor_of(request)
    access.require(user, "see", "statement")
    found = access.visible(user, Experiment.objects.filter(pk=pk)).first()
    if found is None:
        raise Missing
    opened = latest_statement(user)
    rows = []
    if opened:
        picture = Picture(opened)
        rows = [row for row in picture.rows if row.key.startswith(f"holdout/{found.key}/")]
    return render(request, "roi/experiment_panel.html", {"opened": opened, "rows": rows})
