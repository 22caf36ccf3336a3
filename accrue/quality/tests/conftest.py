from __future__ import annotations

import pytest

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
