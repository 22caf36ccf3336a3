"""Goals and the baselines beside them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import Team
from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError, Missing
from accrue.metrics.models import MeasureAnswer
from accrue.metrics.services import company_answers
from accrue.metrics.showing import Shown
from accrue.roi.goal_forms import BaselineForm, GoalForm
from accrue.roi.models import Alert, Baseline, Goal, Programme
from accrue.roi.selectors.programme import programme, require_programme
from accrue.roi.selectors.progress import NOTHING, Progress, has_trend, is_sum, progress_of, question_of
from accrue.roi.sentences import amount, said
from accrue.roi.services import drop_goal, set_goal
from accrue.roi.services.baselines import Asked, request_baseline
from accrue.ui.dialogs import act, form_dialog, go, posted, refuse, show_form
from accrue.ui.htmx import is_fragment
from accrue_facts.errors import FactsError
from accrue_facts.measures.page import GOOD
from accrue_facts.measures.question import check

SHOWN_ALERTS = 20
TONES = {"on track": "success", "reached": "success", "off track": "error", "missed": "error"}

type Key = tuple[str, int | None, str, str]


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal and how it stands; without an answer it waits, and its `fault` says why it cannot be followed."""

    goal: Goal
    currency: str
    kept: MeasureAnswer | None
    refused: str = ""
    baseline: Baseline | None = None

    @property
    def _shown(self) -> Shown:
        return Shown(f"goal-{self.goal.pk}", question_of(self.goal, clock.today()), self.kept, self.refused)

    @property
    def title(self) -> str:
        return said(self.goal, self.currency)

    @property
    def is_waiting(self) -> bool:
        return self._shown.is_waiting

    @property
    def fault(self) -> str:
        return self._shown.fault or self._shown.nothing

    @property
    def progress(self) -> Progress | None:
        answer = self._shown.answer
        return None if answer is None or self.fault else progress_of(self.goal, answer, clock.today())

    @property
    def value(self) -> str:
        return self._shown.text

    @property
    def is_empty(self) -> bool:
        return self.progress is not None and self.progress.state == NOTHING

    @property
    def has_bar(self) -> bool:
        return is_sum(self.goal) and not self.goal.at_most

    @property
    def has_trend(self) -> bool:
        return has_trend(self.goal)

    @property
    def forecast(self) -> str:
        found = self.progress
        if found is None or found.expected is None:
            return ""
        return f"{self._said(found.expected)} ({self._said(found.low)} to {self._said(found.high)})"

    @property
    def before(self) -> str:
        """The baseline, in words."""
        found = self.baseline
        if found is None:
            return ""
        band = "" if found.low is None else f" ({self._said(found.low)} to {self._said(found.high)})"
        a_month = " a month" if is_sum(self.goal) else ""
        return f"{self._said(found.value)}{a_month}{band}, {found.starts_on:%b %Y} to {found.ends_on:%b %Y}"

    @property
    def tone(self) -> str:
        return TONES.get(self.progress.state if self.progress else "", "neutral")

    @property
    def records_url(self) -> str:
        return self._shown.records_url

    @property
    def measure_url(self) -> str:
        return self._shown.measure_url

    def _said(self, value: object) -> str:
        return amount(self.goal, self.currency, value)  # type: ignore[arg-type]


@require_GET
def goals(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "programme")
    found = programme()
    rows = goal_rows(found) if found else []
    context = {
        "alerts": list(Alert.objects.filter(closed_at=None).order_by("-opened_at", "-pk")[:SHOWN_ALERTS]),
        "rows": rows,
        "is_waiting": any(row.is_waiting for row in rows),
        "programme": found,
        "may_edit": access.access_of(user).may("programme", "edit"),
        "may_measure": access.access_of(user).may("measure", "see"),
    }
    return render(request, "roi/goals.html#rows" if is_fragment(request) else "roi/goals.html", context)


def goal_rows(found: Programme) -> list[GoalRow]:
    """Every goal that is followed, with its figure and baseline: three questions to the database, however many goals."""
    held = list(Goal.objects.filter(dropped_at=None).select_related("team", "owner").order_by("due_on", "pk"))
    today = clock.today()
    questions, refused = {}, {}
    for goal in held:
        question = question_of(goal, today)
        try:
            check(question)
            questions[goal.pk] = question
        except FactsError as error:
            refused[goal.pk] = str(error)
    kept = dict(zip(questions, company_answers(list(questions.values())), strict=True))
    before = {_key(one): one for one in Baseline.objects.filter(superseded_by=None).order_by("frozen_at")}
    return [
        GoalRow(goal, found.currency, kept.get(goal.pk), refused.get(goal.pk, ""), before.get(_key(goal)))
        for goal in held
    ]


def _key(of: Goal | Baseline) -> Key:
    return of.measure, of.team_id, of.dimension, of.dimension_value


@require_http_methods(["GET", "POST"])
def new_goal(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    require_programme()
    today = clock.today()

    def save(form: GoalForm) -> str:
        set_goal(actor=user, **form.values())
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


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A baseline with its figure and interval in the measure's unit."""

    one: Baseline

    @property
    def value(self) -> str:
        return amount(self.one, self.one.currency, self.one.value)

    @property
    def interval(self) -> str:
        found = self.one
        if found.low is None:
            return ""
        low, high = (amount(found, found.currency, value) for value in (found.low, found.high))
        return f"{low} to {high}"

    @property
    def is_sum(self) -> bool:
        return not self.one.defined.is_ratio

    @property
    def url(self) -> str:
        return Shown("", self.one.question).measure_url

    @property
    def good(self) -> str:
        return GOOD[self.one.defined.direction]


@require_GET
def baselines(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "programme")
    rows = Baseline.objects.select_related("frozen_by", "superseded_by", "team")
    context = {
        "rows": [BaselineRow(one) for one in rows.order_by("-frozen_at", "-pk")],
        "programme": programme(),
        "may_edit": access.access_of(user).may("programme", "edit"),
        "may_measure": access.access_of(user).may("measure", "see"),
    }
    return render(request, "roi/baselines.html", context)


@require_http_methods(["GET", "POST"])
def new_baseline(request: HttpRequest) -> HttpResponse:
    """Ask for a baseline: the worker measures it, and its page shows how far it is."""
    user = actor_of(request)
    access.require(user, "edit", "programme")
    require_programme()
    form = BaselineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            progress = request_baseline(actor=user, asked=Asked(**form.cleaned_data))
        except AccrueError as error:
            refuse(form, error)
        else:
            return go(request, reverse("roi:drawing", args=[progress.pk]))
    return show_form(request, form, "Freeze a baseline", "Freeze")


def team_of(pk: int | None) -> Team | None:
    """Missing where there is no such team."""
    if pk is None:
        return None
    found = Team.objects.filter(pk=pk).first()
    if found is None:
        raise Missing
    return found
