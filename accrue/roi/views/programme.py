"""The programme, its goals, baselines and declared benefits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue import clock
from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.money import Money
from accrue.roi.facts import counted_benefits
from accrue.roi.forms import BaselineForm, BenefitForm, GoalForm, ProgrammeForm
from accrue.roi.models import Alert, Baseline, DeclaredBenefit, Goal, Programme
from accrue.roi.models.goals import Measure
from accrue.roi.selectors.measuring import Progress, progress_of
from accrue.roi.selectors.programme import programme, require_programme
from accrue.roi.services import (
    declare_benefit,
    drop_goal,
    freeze_baseline,
    set_goal,
    set_programme,
    withdraw_benefit,
)
from accrue.roi.views.dialogs import act, form_dialog, posted, refuse
from accrue.ui.figures import number

KEPT_CHANGES = 20
SHOWN_ALERTS = 20


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal and how it stands; `fault` says why that cannot be said."""

    goal: Goal
    progress: Progress | None
    fault: str
    currency: str

    def amount(self, value: Decimal | None) -> str:
        if value is None:
            return ""
        if not Measure(self.goal.measure).is_money:
            return number(value)
        from accrue.money.format import format_money

        return format_money(Money(round(value * 100), self.currency), cents=False)

    @property
    def target(self) -> str:
        return self.amount(self.goal.target)

    @property
    def reached(self) -> str:
        return self.amount(self.progress.reached) if self.progress else ""

    @property
    def forecast(self) -> str:
        found = self.progress
        if found is None or found.expected is None:
            return ""
        return f"{self.amount(found.expected)} ({self.amount(found.low)} to {self.amount(found.high)})"

    @property
    def tone(self) -> str:
        tones = {"on track": "success", "reached": "success", "off track": "error", "missed": "error"}
        return tones.get(self.progress.state if self.progress else "", "neutral")


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "programme")
    found = programme()
    may_edit = access.access_of(user).may("programme", "edit" if found else "create")
    initial = ProgrammeForm.of(found) if found else {"currency": "EUR"}
    form = ProgrammeForm(posted(request), initial=initial)
    status = 200
    if request.method == "POST":
        access.require(user, "edit" if found else "create", found or "programme")
        if form.is_valid():
            try:
                set_programme(actor=user, **form.values())
            except AccrueError as error:
                refuse(form, error)
            else:
                messages.success(request, "Programme saved")
                return redirect("roi:programme")
        status = 422
    context = {"form": form, "programme": found, "may_edit": may_edit, "changes": _changes()}
    return render(request, "roi/programme.html", context, status=status)


@require_GET
def goals(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "programme")
    found = programme()
    held = Goal.objects.filter(dropped_at=None).select_related("team", "owner").order_by("due_on", "pk")
    rows = [_goal_row(found, goal) for goal in held] if found else []
    alerts = list(Alert.objects.filter(closed_at=None).order_by("-opened_at", "-pk")[:SHOWN_ALERTS])
    context = {
        "alerts": alerts,
        "rows": rows,
        "programme": found,
        "may_edit": access.access_of(user).may("programme", "edit"),
    }
    return render(request, "roi/goals.html", context)


@require_http_methods(["GET", "POST"])
def new_goal(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    require_programme()
    today = clock.today()

    def save(form: GoalForm) -> str:
        set_goal(actor=user, **form.cleaned_data)
        return "Goal set"

    initial = {
        "starts_on": today.replace(month=1, day=1),
        "due_on": today.replace(month=12, day=31),
        "owner": user.pk,
    }
    form = GoalForm(posted(request), initial=initial)
    return form_dialog(
        request, form=form, title="New goal", verb="Set goal", save=save, done=reverse("roi:goals")
    )


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    found = Goal.objects.filter(pk=pk).first()
    if found is None:
        raise Missing

    def run() -> str:
        drop_goal(actor=user, goal=found)
        return "Goal dropped"

    return act(request, run, reverse("roi:goals"))


@require_GET
def baselines(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "programme")
    rows = Baseline.objects.select_related("frozen_by", "superseded_by").order_by("-frozen_at", "-pk")
    context = {
        "rows": rows,
        "programme": programme(),
        "may_edit": access.access_of(user).may("programme", "edit"),
    }
    return render(request, "roi/baselines.html", context)


@require_http_methods(["GET", "POST"])
def new_baseline(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    require_programme()

    def save(form: BaselineForm) -> str:
        freeze_baseline(actor=user, **form.cleaned_data)
        return "Baseline frozen"

    return form_dialog(
        request,
        form=BaselineForm(posted(request)),
        title="Freeze a baseline",
        verb="Freeze",
        save=save,
        done=reverse("roi:baselines"),
    )


@require_GET
def benefits(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "programme")
    counted, overlaps = counted_benefits()
    context = {
        "rows": DeclaredBenefit.objects.filter(withdrawn_at=None).select_related("owner").order_by("pk"),
        "counted": {benefit.pk for benefit in counted},
        "overlaps": {one.name: one.counted for one in overlaps},
        "programme": programme(),
        "may_edit": access.access_of(user).may("programme", "edit"),
    }
    return render(request, "roi/benefits.html", context)


@require_http_methods(["GET", "POST"])
def new_benefit(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    found = require_programme()

    def save(form: BenefitForm) -> str:
        data = dict(form.cleaned_data)
        data["amount"] = Money.of(data["amount"], found.currency)
        declare_benefit(actor=user, **data)
        return "Benefit declared; the next statement counts it"

    form = BenefitForm(posted(request), initial={"owner": user.pk})
    return form_dialog(
        request,
        form=form,
        title=f"Declare a benefit, in {found.currency}",
        verb="Declare",
        save=save,
        done=reverse("roi:benefits"),
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    found = DeclaredBenefit.objects.filter(pk=pk).first()
    if found is None:
        raise Missing

    def run() -> str:
        withdraw_benefit(actor=user, benefit=found)
        return "Benefit withdrawn; statements already drawn keep it"

    return act(request, run, reverse("roi:benefits"))


def _goal_row(found: Programme, goal: Goal) -> GoalRow:
    try:
        return GoalRow(goal, progress_of(found, goal, clock.today()), "", found.currency)
    except AccrueError as error:
        return GoalRow(goal, None, error.message, found.currency)


def _changes() -> list[object]:
    """The programme's history, newest first, from the append-only table the database writes."""
    model = apps.get_model("roi.ProgrammeEvent")
    return list(model._default_manager.order_by("-pgh_id")[:KEPT_CHANGES])
