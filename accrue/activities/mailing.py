"""The mail that tells what happened: a line for each thing, nothing of what its reader may not see, and the way out."""

from __future__ import annotations

from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accrue.activities.models import NoticeMail
from accrue.activities.selectors.notices import shown
from accrue.activities.services.telling import signer

MOST_LINES = 100


def notice_mail(mail: NoticeMail) -> EmailMultiAlternatives:
    """Plain text and HTML. Its Message-ID is the same whenever it is made."""
    unread = mail.notices.filter(read_at=None).select_related("event__actor", "comment").order_by("pk")
    rows = [one for one in shown(mail.user, unread[:MOST_LINES]) if one.url]
    off = settings.SITE_URL + reverse("activities:no_mails", args=[signer.sign(str(mail.user_id))])
    context = {
        "rows": rows,
        "more": unread.count() - len(rows),
        "site": settings.SITE_URL,
        "page": settings.SITE_URL + reverse("activities:notices"),
        "preferences": settings.SITE_URL + reverse("activities:preferences"),
        "off": off,
    }
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        _subject(mail, [one.line for one in rows]),
        render_to_string("activities/mail/notices.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [formataddr((mail.user.name, mail.user.email))],
        headers={
            "Message-ID": f"<notices-{mail.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("activities/mail/notices.html", context), "text/html")
    return message


def _subject(mail: NoticeMail, said: list[str]) -> str:
    if len(said) == 1:
        return " ".join(said[0].split())[:150]
    return f"{'Your day in Accrue' if mail.is_digest else 'Accrue'}: {len(said)} things happened"
