"""Approving a statement, and giving it out."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Forbidden, Invalid
from accrue.events.catalogue import PublishedLinkRevoked, StatementApproved, StatementPublished
from accrue.events.services import record
from accrue.roi.models import LinkView, PublishedLink, Statement, StatementApproval
from accrue.roi.selectors.statements import may_approve_statement
from accrue.roi.services.printing import JOB
from accrue.roi.services.sending import send_held

LONGEST_DAYS = 365


@transaction.atomic
def approve_statement(*, actor: User, statement: Statement, note: str = "") -> StatementApproval:
    """Stand by a statement. Where a second person could, whoever drew it may not."""
    access.require(actor, "edit", statement)
    if statement.roi_percent is None and statement.net_return_minor is None:
        raise Conflict(
            "roi.nothing_to_approve", "This statement refuses a number, so there is none to approve."
        )
    if StatementApproval.objects.filter(statement=statement).exists():
        raise Conflict("roi.statement_approved_already", "This statement is approved already.")
    if not may_approve_statement(actor, statement):
        raise Forbidden(
            "roi.four_eyes", "You drew this statement yourself. Ask somebody else of finance to approve it."
        )
    approval = StatementApproval.objects.create(statement=statement, approved_by=actor, note=note.strip())
    record(StatementApproved(statement_id=statement.pk, number=statement.number), actor=actor)
    app.configure_task(JOB).defer(statement_id=statement.pk)
    send_held(statement=statement)
    return approval


@transaction.atomic
def publish_statement(
    *, actor: User, statement: Statement, label: str, days: int = 30
) -> tuple[PublishedLink, str]:
    """Make a read-only link that works for `days`. Returns it with its token, which is shown once and never kept."""
    access.require(actor, "edit", statement)
    wrong = {}
    if not label.strip():
        wrong["label"] = "Say who it is for."
    if not 1 <= days <= LONGEST_DAYS:
        wrong["days"] = f"Between 1 and {LONGEST_DAYS} days."
    if wrong:
        raise Invalid("roi.link_invalid", "The link cannot be made yet.", fields=wrong)
    if not StatementApproval.objects.filter(statement=statement).exists():
        raise Conflict("roi.not_approved", "Only an approved statement is given out. Have it approved first.")
    token = secrets.token_urlsafe(24)
    link = PublishedLink.objects.create(
        statement=statement,
        token_sha256=hashlib.sha256(token.encode()).hexdigest(),
        label=label.strip()[:120],
        created_by=actor,
        expires_at=clock.now() + timedelta(days=days),
    )
    record(
        StatementPublished(
            statement_id=statement.pk,
            number=statement.number,
            link_id=link.pk,
            expires_at=link.expires_at.isoformat(),
        ),
        actor=actor,
    )
    return link, token


@transaction.atomic
def revoke_link(*, actor: User, link: PublishedLink) -> PublishedLink:
    """The link works no more, from now on."""
    held = PublishedLink.objects.select_for_update(of=("self",)).select_related("statement").get(pk=link.pk)
    access.require(actor, "edit", held.statement)
    if held.revoked_at:
        raise Conflict("roi.link_revoked", "This link is revoked already.")
    held.revoked_at, held.revoked_by = clock.now(), actor
    held.save(update_fields=["revoked_at", "revoked_by"])
    record(
        PublishedLinkRevoked(statement_id=held.statement_id, number=held.statement.number, link_id=held.pk),
        actor=actor,
    )
    return held


def log_view(*, link: PublishedLink, agent: str) -> LinkView:
    """Note that somebody opened a link. It changes nothing for them, so a fetch ahead of time does no harm."""
    return LinkView.objects.create(link=link, agent=agent[:200])
