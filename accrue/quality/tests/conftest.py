from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.contacts import services as contacts
from accrue.contacts.tests.conftest import *  # noqa: F403  (the same people work here)
from accrue.quality.models import Pair


@pytest.fixture
def twins(rep):
    """Two people who may be the same, and what was found of them."""
    first = contacts.create_person(
        actor=rep, given_name="Hanna", family_name="Vögel", email="hanna@one.example", phone="+49 40 5551000"
    )
    second = contacts.create_person(actor=rep, given_name="Hana", family_name="Vögel", phone="+49405551000")
    return pair_of(first, second)


def pair_of(first, second, kind="person", certainty=0.97):
    left, right = sorted((first.pk, second.pk))
    return Pair.objects.create(
        kind=kind,
        left_id=left,
        right_id=right,
        certainty=certainty,
        reasons=[["phone", "same phone"], ["name", "name 0.91"]],
    )


@pytest.fixture
def api(client):
    """`api(user, "POST", "people", {…})`: asked by a program with everything that user may."""

    def ask(user, method, path, body=None):
        soon = clock.now() + timedelta(days=1)
        _, secret = create_token(user=user, name="program", scopes=["*:read", "*:write"], expires_at=soon)
        return client.generic(
            method, f"/api/v1/{path}", data="" if body is None else json.dumps(body),
            content_type="application/json", headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip

    return ask
