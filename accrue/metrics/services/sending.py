"""Mailing dashboards: a row for each reader first, then one job a mail, each sent once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.errors import AccrueError
from accrue.events.catalogue import DashboardSent
from accrue.events.outgoing import send_once
from accrue.metrics.models import Dashboard, DashboardMail
from accrue.metrics.reach import require_measures
from accrue.metrics.selectors import dashboard_seen, due_dashboards

JOB = "metrics.send_dashboard_mail"


def send_due_dashboards() -> None:
    """Every slot that is due becomes its mails, once."""
    for one, at in due_dashboards(clock.now()):
        _answer(one.pk, at)


@transaction.atomic
def _answer(dashboard_id: int, at: datetime) -> None:
    held = Dashboard.objects.select_for_update().get(pk=dashboard_id)
    if held.answered_at is not None and held.answered_at >= at:
        return
    held.answered_at = at
    held.save(update_fields=["answered_at"])
    for reader in held.readers.all():
        mail, is_new = DashboardMail.objects.get_or_create(dashboard=held, user_id=reader.user_id, at=at)
        if is_new:
            app.configure_task(JOB).defer(mail_id=mail.pk)


def send_dashboard_mail(*, mail_id: int, write: Callable[[DashboardMail], EmailMultiAlternatives]) -> None:
    send_once(
        DashboardMail.objects.select_related("dashboard", "user"),
        mail_id,
        write=write,
        left_out=_left_out,
        fact=lambda mail: DashboardSent(
            dashboard_id=mail.dashboard_id, user_id=mail.user_id, name=mail.user.name
        ),
    )


def _left_out(mail: DashboardMail) -> str:
    """Why this one is not sent after all."""
    if not mail.user.is_active:
        return "They do not work in Accrue any more."
    try:
        dashboard_seen(mail.user, mail.dashboard_id)
        require_measures(mail.user)
    except AccrueError:
        return "They may not see this dashboard."
    return ""
