"""The cast and the records that every route is tried with."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.access.actors import everybody, programs
from tests.access.sample import Sample


@pytest.fixture(scope="module")
def prepared(django_db_setup, django_db_blocker):
    """The sample records and the cast, made once; every test's own changes are rolled back to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        sample, cast = Sample(), everybody()
        sample._made |= {name: actor.user for name, actor in cast.items() if actor.user}
        sample.make_all()
        for actor in cast.values():
            assert actor.session_key or actor.name == "anonymous"  # begun here, it outlives each test
        yield sample, cast, programs(cast)
        transaction.set_rollback(True)


@pytest.fixture
def sample(prepared, db):
    return prepared[0]


@pytest.fixture
def cast(prepared, db):
    return prepared[1]


@pytest.fixture
def tokens(prepared, db):
    return prepared[2]
