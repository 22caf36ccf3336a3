"""The job that carries a reaction to its events."""

from __future__ import annotations

import pghistory
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accrue.events.models import Event
from accrue.events.reacting import reaction_called

MAX_ATTEMPTS = 6
PATIENT = RetryStrategy(max_attempts=MAX_ATTEMPTS, exponential_wait=3)


@app.task(name="events.react", queue="reactions", retry=PATIENT)
def react(reaction: str, event_ids: list[int]) -> None:
    """Run one reaction for a chunk of events, each in a transaction of its own."""
    run = reaction_called(reaction).run
    for event in Event.objects.filter(pk__in=event_ids).select_related("actor").order_by("pk"):
        with transaction.atomic(), pghistory.context(user=event.actor_id, reaction=reaction):
            run(event)
