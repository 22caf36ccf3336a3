from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from accrue import clock
from accrue.accounts.models import IdempotentRequest

ANSWERS_KEPT = timedelta(days=7)


@transaction.atomic
def forget_expired() -> None:
    """Take away sessions that ended, where they were, attempts that no longer count, and week-old repeated answers."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    IdempotentRequest.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accrue_cache WHERE expires < %s", [now])
