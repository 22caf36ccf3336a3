"""Who is sent statements, and when."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import SendingLimited, SendingScheduled, StakeholderAdded, StakeholderRemoved
from accrue.events.services import record
from accrue.metrics.slots import wrong_in_schedule
from accrue.roi.models import SendingSchedule, Stakeholder
from accrue.roi.selectors.programme import require_programme


@transaction.atomic
def add_stakeholder(*, actor: User, user: User | None = None, name: str = "", email: str = "") -> Stakeholder:
    """Send every statement to a user, or to an outsider by name and address."""
    access.require(actor, "edit", "programme")
    programme, email = require_programme(), email.strip().lower()
    wrong = {}
    if (user is None) == (not email):
        wrong["email"] = "Choose somebody of Accrue, or write an address; not both."
    if email:
        try:
            validate_email(email)
        except ValidationError:
            wrong["email"] = "Write an address such as ana@example.com."
    if user is None and not name.strip():
        wrong["name"] = "Say who it is."
    if wrong:
        raise Invalid("roi.stakeholder_invalid", "Nobody was added yet.", fields=wrong)
    if user is None:
        user = User.objects.filter(email=email, is_active=True).first()
    who = {"user": user} if user else {"email": email}
    if Stakeholder.objects.select_for_update().filter(removed_at=None, **who).exists():
        raise Conflict("roi.stakeholder_already", "They are sent statements already.")
    if (
        email
        and user is None
        and Stakeholder.objects.exclude(unsubscribed_at=None).filter(email=email).exists()
    ):
        raise Conflict("roi.stakeholder_wants_no_more", "Whoever reads this address asked for no more mails.")
    added = Stakeholder.objects.create(
        user=user, name="" if user else name.strip()[:120], email="" if user else email, added_by=actor
    )
    record(StakeholderAdded(programme_id=programme.pk, stakeholder_id=added.pk, name=str(added)), actor=actor)
    return added


@transaction.atomic
def remove_stakeholder(*, actor: User, stakeholder: Stakeholder) -> None:
    """Send them no more; what they were sent stays in the log."""
    access.require(actor, "edit", "programme")
    held = Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)
    if held.removed_at:
        raise Conflict("roi.stakeholder_gone", "They are not sent statements any more.")
    held.removed_at = clock.now()
    held.save(update_fields=["removed_at"])
    _told(held, "removed", actor)


@transaction.atomic
def unsubscribe(*, stakeholder: Stakeholder) -> None:
    """An outsider wants no more. A repeat changes nothing."""
    held = Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)
    if held.unsubscribed_at is None:
        held.unsubscribed_at = clock.now()
        held.save(update_fields=["unsubscribed_at"])
        _told(held, "unsubscribed", None)


def _told(held: Stakeholder, how: str, actor: User | None) -> None:
    fact = StakeholderRemoved(
        programme_id=require_programme().pk, stakeholder_id=held.pk, name=str(held), how=how
    )
    record(fact, actor=actor)


@transaction.atomic
def set_schedule(
    *, actor: User, every: str, day: int, hour: int, approved_only: bool = True
) -> SendingSchedule:
    """When statements are drawn and sent by themselves; `day` is a weekday for every week, else a day of the month.

    With `approved_only` drafts are never sent, by themselves or by hand.
    """
    access.require(actor, "edit", "programme")
    programme, wrong = require_programme(), wrong_in_schedule(every, day, hour)
    if wrong:
        raise Invalid("roi.schedule_invalid", "The schedule cannot be kept yet.", fields=wrong)
    held = SendingSchedule.objects.select_for_update().first() or SendingSchedule()
    is_new = held.pk is None
    is_other_time = is_new or (held.every, held.day, held.hour) != (every, day, hour)
    is_other_rule = held.approved_only != approved_only
    if not is_other_time and not is_other_rule:
        return held
    held.every, held.day, held.hour, held.approved_only = every, day, hour, approved_only
    if is_other_time:
        held.changed_at = clock.now()
    held.version = held.version + (not is_new)
    held.save()
    if is_other_time:
        record(SendingScheduled(programme_id=programme.pk, every=every, day=day, hour=hour), actor=actor)
    if is_other_rule:
        record(SendingLimited(programme_id=programme.pk, approved_only=approved_only), actor=actor)
    return held
