"""Choosing by which design a line is measured."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.roi.forms import DesignForm
from accrue.roi.models import DesignPin
from accrue.roi.services.designs import DESIGNS, pin_design, unpin_design
from accrue.ui.dialogs import form_dialog, posted


@require_http_methods(["GET", "POST"])
def design(request: HttpRequest, line: str) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    if line not in DESIGNS:
        raise Missing
    kept = DesignPin.objects.filter(line=line).first()

    def save(form: DesignForm) -> str:
        if not form.cleaned_data["design"]:
            unpin_design(actor=user, line=line)
            return "The next statement takes the best design its data allow"
        pin_design(actor=user, line=line, **form.cleaned_data)
        return "The next statement is measured by it"

    form = DesignForm(
        DESIGNS[DesignPin.Line(line)],
        posted(request),
        initial={"design": kept.design, "reason": kept.reason} if kept else {},
    )
    label = DesignPin.Line(line).label
    return form_dialog(
        request, form=form, title=f"{label}: how it is measured", verb="Save", save=save, done=reverse("roi:home")
    )  # fmt: skip
