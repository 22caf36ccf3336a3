"""Who follows a record."""

from __future__ import annotations

from django.db import transaction

from accrue.accounts.models import User
from accrue.activities.carriers import record_of
from accrue.activities.models import Follower
from accrue.activities.selectors.following import is_following
from accrue.events.catalogue import RecordFollowed, RecordUnfollowed
from accrue.events.services import record


@transaction.atomic
def follow(*, actor: User, kind: str, record_id: int) -> None:
    """Be told what happens to a record one may see. A repeat does nothing. Raises Missing."""
    _set(actor, kind, record_id, True)


@transaction.atomic
def unfollow(*, actor: User, kind: str, record_id: int) -> None:
    """No longer; also where one owns it."""
    _set(actor, kind, record_id, False)


def _set(actor: User, kind: str, record_id: int, wanted: bool) -> None:
    found = record_of(actor, kind, record_id)
    if is_following(actor, kind, found) == wanted:
        return
    Follower.objects.update_or_create(
        kind=kind, record_id=found.pk, user=actor, defaults={"is_following": wanted}
    )
    fact = RecordFollowed if wanted else RecordUnfollowed
    record(fact(kind=kind, record_id=found.pk), actor=actor)
