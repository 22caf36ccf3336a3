"""The mail that brings a dashboard: every tile with its figure and change, for the one who reads it."""

from __future__ import annotations

from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accrue import clock
from accrue.errors import Conflict
from accrue.metrics.laid import Laid, laid
from accrue.metrics.models import DashboardMail
from accrue.metrics.periods import PERIODS, USUAL, days_of
from accrue.metrics.services.answering import answer_measures
from accrue.ui.chart_png import png_of
from accrue.ui.mail_pictures import Inline, WithPictures

WIDTH = 608  # CSS px of the mail's column


def dashboard_mail(mail: DashboardMail) -> EmailMultiAlternatives:
    """Plain text and HTML. Its Message-ID is the same whenever it is made. Runs in the worker: it works the figures out."""
    kept, days = mail.dashboard, days_of(USUAL, clock.now().date())
    if laid(mail.user, kept.drawn, USUAL, days).is_waiting:
        answer_measures()
    context: dict[str, Any] = {
        "dashboard": kept,
        "laid": laid(mail.user, kept.drawn, USUAL, days),
        "period": PERIODS[USUAL].lower(),
        "address": settings.SITE_URL + reverse("metrics:own", args=[kept.pk]),
        "site": settings.SITE_URL,
    }
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    pictures = _drawings(context["laid"], f"{kept.pk}-{mail.pk}@{host}")
    context["pictures"] = {one.name: one for one in pictures}
    message = WithPictures(
        " ".join(f"Dashboard {kept.name}".split()),
        render_to_string("metrics/mail/dashboard.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [formataddr((mail.user.name, mail.user.email))],
        headers={
            "Message-ID": f"<dashboard-{kept.pk}-{mail.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
        pictures=pictures,
    )
    message.attach_alternative(render_to_string("metrics/mail/dashboard.html", context), "text/html")
    return message


def _drawings(found: Laid, who: str) -> list[Inline]:
    """The lines, with the ids by which the HTML shows them; none where the system cannot draw: the figures stand there."""
    drawn = [tile.line for tile in found.tiles if tile.form == "line" and not tile.fault and not tile.nothing]
    try:
        return [
            Inline(chart.key, f"{chart.key}.{who}", chart.summary, png_of(chart, WIDTH))
            for chart in drawn
            if chart
        ]
    except Conflict:
        return []
