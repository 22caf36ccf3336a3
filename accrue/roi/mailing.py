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
from accrue.roi.selectors.comparing import compare
from accrue.roi.selectors.sending import unsubscribe_token
from accrue.roi.selectors.statements import Opened
from accrue.roi.services.printing import write_pdf
from accrue.ui.chart_png import png_of
from accrue.ui.charts.figure import Chart
from accrue.ui.mail_pictures import Inline, WithPictures

WIDTH = 608  # CSS px of the mail's column


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
        "moved": found.moved if found else [],
        "comparison": found,
        "address": page if who.user_id else "",
        "leave": leave,
    }
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    inlines = _drawings(picture, f"{mail.statement_id}-{who.pk}@{host}")
    context["charts"] = inlines
    number = opened.kept.number
    draft = "" if opened.approval else "Draft, not approved: "
    said = f"{picture.roi} ({picture.roi_interval})" if picture.has_return else "no return is stated"
    message = WithPictures(
        " ".join(f"{draft}Statement {number}: {said}".split()),
        render_to_string("roi/mail/statement.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [formataddr((str(who), who.address))],
        headers=_headers(mail, leave),
        pictures=inlines,
    )
    message.attach_alternative(render_to_string("roi/mail/statement.html", context), "text/html")
    content = bytes(write_pdf(statement=opened.kept).content)
    message.attach(f"accrue-statement-{number}.pdf", content, "application/pdf")
    return message


def _drawings(picture: Picture, who: str) -> list[Inline]:
    """The charts of the first screen, with the ids by which the HTML shows them."""
    drawn: list[Chart | None] = [picture.strip, picture.waterfall]
    return [
        Inline(chart.key, f"{chart.key}.{who}", chart.summary, png_of(chart, WIDTH))
        for chart in drawn
        if chart
    ]


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
