from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accrue import clock
from accrue.accounts import jobs
from accrue.accounts.models import IdempotentRequest
from accrue.accounts.services import create_user
from accrue.accounts.tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_what_ended_is_taken_away_and_the_rest_stays():
    ana = create_user(email="ana@accrue.test", name="Ana", password=PASSWORD)
    old, new = Client(), Client()
    for client in (old, new):
        client.post("/sign-in/", {"login": ana.email, "password": PASSWORD})
    key = old.session.session_key
    Session.objects.filter(pk=key).update(expire_date=clock.now() - timedelta(minutes=1))
    for name, days in [("old", 8), ("new", 6)]:
        IdempotentRequest.objects.create(
            user=ana, key=name, fingerprint="x", created_at=clock.now() - timedelta(days=days)
        )
    cache.set("kept", 1, 60)
    cache.set("gone", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accrue_cache SET expires = now() - interval '1 hour' WHERE cache_key LIKE '%gone'"
        )
    jobs.forget_expired(timestamp=0)
    assert list(Session.objects.values_list("pk", flat=True)) == [new.session.session_key]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [new.session.session_key]
    assert [one.key for one in IdempotentRequest.objects.all()] == ["new"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accrue_cache WHERE cache_key LIKE '%gone'")
        assert cursor.fetchone() == (0,)
    assert cache.get("kept") == 1
