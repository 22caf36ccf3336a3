from __future__ import annotations

import pytest

from accrue.bulk import services
from accrue.bulk.models import BulkAction, BulkRow
from accrue.sales.tests.conftest import *  # noqa: F403  (the same people work here)


@pytest.fixture
def bulk(work):
    """Do it, let the worker end it, and give it as it stands then."""

    def run(actor, kind, what, values=None, **which) -> BulkAction:
        made = services.start(actor=actor, kind=kind, what=what, values=values, **which)
        work()
        made.refresh_from_db()
        return made

    return run


@pytest.fixture
def undone(work):
    def run(actor, made) -> BulkAction:
        services.undo(actor=actor, action_id=made.pk)
        work()
        made.refresh_from_db()
        return made

    return run


def reasons(made, state="refused"):
    return {row.record_id: row.reason for row in BulkRow.objects.filter(action=made, state=state)}
