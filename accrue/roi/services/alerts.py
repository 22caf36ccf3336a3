"""Watching goals and budgets: an alert when one goes wrong, none again until it is back."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import AccrueError
from accrue.events.catalogue import BudgetOverrun, GoalBackOnTrack, GoalLeftTrack
from accrue.events.services import record
from accrue.metrics.services import measure_now
from accrue.money.format import format_money
from accrue.roi.models import Alert, AlertNotice, Goal, Programme
from accrue.roi.selectors.costs import approvers
from accrue.roi.selectors.ledger import CategoryYear, year_of
from accrue.roi.selectors.programme import programme_and_outside
from accrue.roi.selectors.progress import Progress, progress_of, question_of
from accrue.roi.sentences import said
from accrue_facts.errors import FactsError
from accrue_facts.measures.answer import Answer
from accrue_facts.measures.catalogue import MEASURES

JOB = "roi.tell_alert"
WRONG = ("off track", "missed")
RIGHT = ("on track", "reached")


def watch() -> None:
    """Look at every goal and at this year's budgets. What cannot be measured today changes nothing."""
    found = programme_and_outside()
    if found is None:
        return
    programme, outside = found
    for goal, progress in _measured():
        _goal(programme, goal, progress.state)
    Alert.objects.filter(goal__dropped_at__isnull=False, closed_at=None).update(closed_at=clock.now())
    year = clock.today().year
    for one in year_of(programme, outside, year).categories:
        _budget(programme, one, year)


def _measured() -> list[tuple[Goal, Progress]]:
    """The goals that can be measured today, on one reading of the facts."""
    held = Goal.objects.filter(dropped_at=None, measure__in=MEASURES).select_related("owner", "team")
    goals, today = list(held.order_by("pk")), clock.today()
    if not goals:
        return []
    try:
        answers = measure_now([question_of(goal, today) for goal in goals]).answers
    except (AccrueError, FactsError):
        return []
    return [
        (goal, progress_of(goal, answer, today))
        for goal, answer in zip(goals, answers, strict=True)
        if isinstance(answer, Answer) and answer.total is not None and answer.total.value is not None
    ]


@transaction.atomic
def _goal(programme: Programme, goal: Goal, state: str) -> None:
    """Off track or missed opens an alert; only on track or reached closes it, so that it does not flicker."""
    Goal.objects.select_for_update().get(pk=goal.pk)
    held = Alert.objects.filter(goal=goal, closed_at=None).first()
    if held is None and state in WRONG:
        how = "was missed" if state == "missed" else "left its track"
        alert = Alert.objects.create(
            goal=goal, said=f"The goal “{said(goal, programme.currency)}” {how}."[:300]
        )
        record(
            GoalLeftTrack(programme_id=programme.pk, goal_id=goal.pk, measure=goal.measure, state=state),
            actor=None,
        )
        _tell(alert, [goal.owner])
    elif held and state in RIGHT:
        _close(held)
        record(
            GoalBackOnTrack(programme_id=programme.pk, goal_id=goal.pk, measure=goal.measure, state=state),
            actor=None,
        )


@transaction.atomic
def _budget(programme: Programme, one: CategoryYear, year: int) -> None:
    Programme.objects.select_for_update().get(pk=programme.pk)
    held = Alert.objects.filter(category=one.category, year=year, closed_at=None).first()
    if held is None and one.is_overrun and one.budget:
        said = f"The budget of {one.label} for {year} is overrun: {format_money(one.total)} of {format_money(one.budget)}."
        alert = Alert.objects.create(category=one.category, year=year, said=said)
        record(
            BudgetOverrun(
                programme_id=programme.pk,
                category=one.category,
                year=year,
                spent_minor=one.total.minor,
                budget_minor=one.budget.minor,
                currency=one.budget.currency,
            ),
            actor=None,
        )
        _tell(alert, approvers("programme"))
    elif held and not one.is_overrun:
        _close(held)


def _close(held: Alert) -> None:
    held.closed_at = clock.now()
    held.save(update_fields=["closed_at"])


def _tell(alert: Alert, people: Iterable[User]) -> None:
    for user in people:
        notice = AlertNotice.objects.create(alert=alert, user=user)
        app.configure_task(JOB).defer(notice_id=notice.pk)


def tell_alert(*, notice_id: int) -> None:
    """Mail one notice, unless it was, or its reader may not see the programme.

    Noted before the mail goes out and taken back when the server refuses it, so that a crash tells nobody twice.
    """
    one = AlertNotice.objects.select_related("alert", "user").filter(pk=notice_id).first()
    if one is None or not one.user.is_active or not access.access_of(one.user).may("programme", "see"):
        return
    if not AlertNotice.objects.filter(pk=one.pk, told_at=None).update(told_at=clock.now()):
        return
    page = "roi:goals" if one.alert.goal_id else "roi:costs"
    context = {"alert": one.alert, "address": settings.SITE_URL + reverse(page)}
    body = render_to_string("roi/mail/alert.txt", context)
    subject = " ".join(one.alert.said.split())
    try:
        EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [one.user.email]).send()
    except OSError:
        AlertNotice.objects.filter(pk=one.pk).update(told_at=None)
        raise
