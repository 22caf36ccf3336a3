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
from accrue.roi.selectors.programme import require_programme
from accrue.roi.services.scope import missing_source, wrong_in_scope
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import Measure


@transaction.atomic
def set_goal(
    *,
    actor: User,
    measure: str,
    target: Decimal,
    starts_on: date,
    due_on: date,
    at_most: bool | None = None,
    owner: User | None = None,
    team: Team | None = None,
    dimension: str = "",
    dimension_value: str = "",
    note: str = "",
    without_source: bool = False,
) -> Goal:
    """Promise to reach `target` of a measure between two days, for the company, a team or one value of a dimension.

    `at_most` None follows the measure: at most where down is good. A measure whose records are not there yet needs
    `without_source`, so that nobody promises by accident what cannot be followed.
    """
    access.require(actor, "edit", "programme")
    programme = require_programme()
    wrong = wrong_in_scope(measure, team, dimension, dimension_value)
    if measure in MEASURES:
        wrong |= _wrong_target(MEASURES[measure], target)
    if due_on <= starts_on:
        wrong["due_on"] = "After the first day."
    if not wrong and not without_source and (missing := missing_source(measure)):
        wrong["measure"] = (
            f"No {missing} are recorded yet, so this could not be followed. Say so to set it all the same."
        )
    if wrong:
        raise Invalid("roi.goal_invalid", "This goal cannot be set yet.", fields=wrong)
    goal = Goal.objects.create(
        measure=measure,
        target=target,
        at_most=MEASURES[measure].direction == "down" if at_most is None else at_most,
        starts_on=starts_on,
        due_on=due_on,
        owner=owner or actor,
        team=team,
        dimension=dimension,
        dimension_value=dimension_value,
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


def _wrong_target(measure: Measure, target: Decimal) -> dict[str, str]:
    if measure.unit == "score":
        return {} if abs(target) <= 100 else {"target": "From −100 to 100."}
    if measure.growth_of:
        return {} if target > -100 else {"target": "Above −100."}
    if target <= 0:
        return {"target": "Above zero."}
    if measure.unit == "percent" and target > 100:
        return {"target": "At most 100."}
    return {}


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
