"""Accrue's own mails to the people who work in it: plain text, links under SITE_URL."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def send(name: str, *, to: str, subject: str, context: dict[str, Any]) -> None:
    """Render `accounts/mail/<name>.txt` and hand it to the mail server. Raises what the server answers."""
    body = render_to_string(f"accounts/mail/{name}.txt", {"site_url": settings.SITE_URL, **context})
    EmailMessage(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [to]).send()
