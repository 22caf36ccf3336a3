"""Goals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import Team, User
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import GoalDropped, GoalSet
from accrue.events.services import record
from accrue.roi.models import Goal
from accrue.roi.models.goals import Measure
from accrue.roi.selectors.programme import require_programme


@transaction.atomic
def set_goal(
    *,
    actor: User,
    measure: str,
    target: Decimal,
    starts_on: date,
    due_on: date,
    owner: User | None = None,
    team: Team | None = None,
    note: str = "",
) -> Goal:
    """Promise to reach `target` of a measure between two days, for the whole company or one team."""
    access.require(actor, "edit", "programme")
    programme = require_programme()
    wrong = {}
    if measure not in Measure.values:
        wrong["measure"] = "Choose one of the measures."
    if target <= 0:
        wrong["target"] = "Above zero."
    if due_on <= starts_on:
        wrong["due_on"] = "After the first day."
    if wrong:
        raise Invalid("roi.goal_invalid", "This goal cannot be set yet.", fields=wrong)
    goal = Goal.objects.create(
        measure=measure,
        target=target,
        starts_on=starts_on,
        due_on=due_on,
        owner=owner or actor,
        team=team,
        note=note.strip(),
    )
    record(
        GoalSet(
            programme_id=programme.pk,
            goal_id=goal.pk,
            measure=measure,
            target=str(target),
            due_on=due_on.isoformat(),
        ),
        actor=actor,
    )
    return goal


@transaction.atomic
def drop_goal(*, actor: User, goal: Goal) -> Goal:
    access.require(actor, "edit", "programme")
    held = Goal.objects.select_for_update().get(pk=goal.pk)
    if held.dropped_at:
        raise Conflict("roi.goal_dropped", "This goal is dropped already.")
    held.dropped_at = clock.now()
    held.version += 1
    held.save(update_fields=["dropped_at", "version"])
    record(
        GoalDropped(programme_id=require_programme().pk, goal_id=held.pk, measure=held.measure), actor=actor
    )
    return held
