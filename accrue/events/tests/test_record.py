"""Facts are written in their transaction, stand on every timeline they mention, and start one job a reaction."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from accrue.events import reacting
from accrue.events.catalogue import DealWon, PersonCreated
from accrue.events.models import Event, Mention
from accrue.events.reacting import reacts_to
from accrue.events.services import record, record_many

WON = DealWon(deal_id=7, person_id=3, company_id=None, name="Pilot", amount_minor=1200_00, currency="EUR")


@pytest.fixture
def seen(monkeypatch):
    """The events a reaction of this test's own was given; the areas' reactions stay out of it."""
    monkeypatch.setattr(reacting, "_by_fact", {})
    monkeypatch.setattr(reacting, "_by_name", {})
    ids: list[int] = []

    @reacts_to(DealWon)
    def remember_on_deal_won(event: Event) -> None:
        ids.append(event.pk)

    return ids


@pytest.mark.django_db
def test_stands_on_every_timeline_it_mentions():
    event = record(WON, actor=None)
    assert event.fact == WON
    assert set(Mention.objects.values_list("kind", "record_id")) == {("deal", 7), ("person", 3)}


@pytest.mark.django_db
def test_one_job_carries_a_chunk(seen, work):
    events = record_many([WON] * 1001, actor=None)
    assert work() >= 3
    assert seen == [event.pk for event in events]


@pytest.mark.django_db(transaction=True)
def test_nothing_without_a_transaction():
    with pytest.raises(RuntimeError, match="transaction"):
        record(WON, actor=None)


@pytest.mark.django_db(transaction=True)
def test_rolled_back_leaves_no_job(seen):
    before = waiting()
    with transaction.atomic():
        record(WON, actor=None)
        assert waiting() == before + 1
        transaction.set_rollback(True)
    assert waiting() == before


def waiting() -> int:
    return ProcrastinateJob.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE events_event SET name = 'x'", "DELETE FROM events_mention"])
def test_append_only(change):
    record(PersonCreated(person_id=1, company_id=None, name="A"), actor=None)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
