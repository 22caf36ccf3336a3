"""The mail that brings a dashboard: every tile with its figure and change, for the one who reads it."""

from __future__ import annotations

from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accrue import clock
from accrue.metrics.laid import laid
from accrue.metrics.models import DashboardMail
from accrue.metrics.periods import PERIODS, USUAL, days_of
from accrue.metrics.services.answering import answer_measures


def dashboard_mail(mail: DashboardMail) -> EmailMultiAlternatives:
    """Plain text and HTML. Its Message-ID is the same whenever it is made. Runs in the worker: it works the figures out."""
    kept, days = mail.dashboard, days_of(USUAL, clock.now().date())
    if laid(mail.user, kept.drawn, USUAL, days).is_waiting:
        answer_measures()
    context = {
        "dashboard": kept,
        "laid": laid(mail.user, kept.drawn, USUAL, days),
        "period": PERIODS[USUAL].lower(),
        "address": settings.SITE_URL + reverse("metrics:own", args=[kept.pk]),
        "site": settings.SITE_URL,
    }
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        " ".join(f"Dashboard {kept.name}".split()),
        render_to_string("metrics/mail/dashboard.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [formataddr((mail.user.name, mail.user.email))],
        headers={
            "Message-ID": f"<dashboard-{kept.pk}-{mail.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("metrics/mail/dashboard.html", context), "text/html")
    return message
