"""The mail that brings a statement: headline, what moved, what was refused, and the PDF with its charts."""

from __future__ import annotations

from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accrue.roi.models import Statement, StatementMail
from accrue.roi.pictures import Picture
from accrue.roi.selectors.comparing import Moved, compare
from accrue.roi.selectors.sending import unsubscribe_token
from accrue.roi.selectors.statements import Opened
from accrue.roi.services.printing import write_pdf


def statement_mail(mail: StatementMail) -> EmailMultiAlternatives:
    """Plain text and HTML, with the PDF. Its Message-ID is the same whenever it is made."""
    opened, who = _opened(mail.statement_id), mail.stakeholder
    picture = Picture(opened, addresses=False)
    before = _opened(mail.before.pk) if mail.before else None
    found = compare(before, opened) if before else None
    leave = (
        "" if who.user_id else settings.SITE_URL + reverse("roi:unsubscribe", args=[unsubscribe_token(who)])
    )
    page = settings.SITE_URL + reverse("roi:statement", args=[opened.kept.number])
    context = {
        "opened": opened,
        "kept": opened.kept,
        "picture": picture,
        "who": who,
        "before": before,
        "moved": [(one, why(one)) for one in found.moved] if found else [],
        "comparison": found,
        "address": page if who.user_id else "",
        "leave": leave,
    }
    number = opened.kept.number
    said = f"{picture.roi} ({picture.roi_interval})" if picture.has_return else "no return is stated"
    message = EmailMultiAlternatives(
        " ".join(f"Statement {number}: {said}".split()),
        render_to_string("roi/mail/statement.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [formataddr((str(who), who.address))],
        headers=_headers(mail, leave),
    )
    message.attach_alternative(render_to_string("roi/mail/statement.html", context), "text/html")
    content = bytes(write_pdf(statement=opened.kept).content)
    message.attach(f"accrue-statement-{number}.pdf", content, "application/pdf")
    return message


def why(moved: Moved) -> str:
    """Why a line moved, in words."""
    if moved.was == "not there":
        return "new" if moved.became == "counted" else f"new, {moved.became}"
    if moved.became == "not there":
        return "no longer there"
    if moved.was != moved.became:
        return f"{moved.was} before, {moved.became} now"
    return "its records changed"


def _headers(mail: StatementMail, leave: str) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<statement-{mail.statement_id}-{mail.stakeholder_id}@{host}>"}
    headers["Auto-Submitted"] = "auto-generated"
    if leave:
        headers |= {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def _opened(pk: int) -> Opened:
    rows = Statement.objects.select_related("drawn_by", "approval__approved_by").prefetch_related("links")
    return Opened(rows.get(pk=pk))
