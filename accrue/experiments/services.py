from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import batched

from django.db import transaction
from django.db.models import F

from accrue import clock
from accrue.accounts import access
from accrue.accounts.merged import kept_ids
from accrue.accounts.models import Team, User
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import ExperimentEnded, ExperimentLookedAt, ExperimentStarted, PersonAssigned
from accrue.events.services import record, record_many
from accrue.experiments.drawing import draw_arm
from accrue.experiments.models import CONTROL, Arm, Assignment, Experiment, Look
from accrue.experiments.selectors import drawn

HALF = {CONTROL: Decimal("0.5"), "treated": Decimal("0.5")}
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw of an arm: money of the whole arm so far, in minor units of `currency`."""

    key: str
    arm: str
    measure: str
    value_minor: int
    low_minor: int | None
    high_minor: int | None
    currency: str


@transaction.atomic
def create_experiment(
    *,
    actor: User,
    key: str,
    name: str,
    arms: Mapping[str, Decimal] = HALF,
    seed: int | None = None,
    starts_at: datetime | None = None,
    window_days: int = 90,
    hypothesis: str = "",
    team: Team | None = None,
) -> Experiment:
    """Start an experiment. `arms` maps each arm to its planned share; `control` is one of them, and they sum to 1.

    Without a seed one is drawn and recorded. Raises Invalid with the fields that cannot be used.
    """
    access.require(actor, "create", "experiment")
    _check(key, name, arms, window_days)
    experiment = Experiment.objects.create(
        key=key,
        name=name.strip(),
        hypothesis=hypothesis.strip(),
        seed=secrets.randbits(53) if seed is None else seed,
        starts_at=starts_at or clock.now(),
        window_days=window_days,
        owner=actor,
        team=team or actor.team,
    )
    Arm.objects.bulk_create(
        Arm(experiment=experiment, name=arm, planned_share=share, position=i)
        for i, (arm, share) in enumerate(arms.items())
    )
    record(
        ExperimentStarted(
            experiment_id=experiment.pk,
            key=key,
            arms=[f"{arm} {share}" for arm, share in arms.items()],
            seed=experiment.seed,
        ),
        actor=actor,
    )
    return experiment


def assign_arm(*, actor: User | None, experiment: Experiment, person_id: int) -> Assignment:
    """The arm of one person, drawn now or long ago: the answer never changes. `actor` None: Accrue itself asks."""
    kept = drawn(experiment, [person_id])
    if not kept:
        assign_people(actor=actor, experiment=experiment, person_ids=[person_id])
        kept = drawn(experiment, [person_id])
    return kept[person_id]


@transaction.atomic
def assign_people(
    *,
    actor: User | None,
    experiment: Experiment,
    person_ids: Iterable[int],
    assigned_at: datetime | None = None,
) -> int:
    """Draw arms for many; those who have one keep it, also from before a merge. Returns how many were new.

    `assigned_at` for history only.
    """
    if actor is not None:
        access.require(actor, "edit", experiment)
    if assigned_at is None and not experiment.is_open:
        raise Conflict("experiments.not_open", "This experiment has not started yet, or is over.")
    moment = assigned_at or clock.now()
    arms = [(arm.name, arm.planned_share) for arm in experiment.arms.all()]
    new = 0
    for ids in batched(dict.fromkeys(person_ids), CHUNK, strict=False):
        new += _assign(actor, experiment, ids, arms, moment)
    return new


@transaction.atomic
def end_experiment(*, actor: User, experiment: Experiment) -> Experiment:
    """Nobody is assigned any more; those who are go on being watched."""
    access.require(actor, "edit", experiment)
    now = clock.now()
    ended = Experiment.objects.filter(pk=experiment.pk, ends_at=None, starts_at__lte=now).update(
        ends_at=now, version=F("version") + 1
    )
    if not ended:
        raise Conflict("experiments.not_open", "This experiment has not started yet, or is over.")
    record(ExperimentEnded(experiment_id=experiment.pk, key=experiment.key), actor=actor)
    experiment.refresh_from_db()
    return experiment


@transaction.atomic
def record_looks(*, actor: User | None, source: str, seen: Iterable[Seen]) -> int:
    """Note who saw which figure of experiments that still run; returns how many. What is over is not noted.

    `actor` None: drawn on schedule. Not a right of its own: whoever may draw what shows the figures leaves a trace.
    """
    shown = list(seen)
    running = {
        one.key: one
        for one in Experiment.objects.filter(key__in={one.key for one in shown})
        if not one.is_over
    }
    looks = [
        Look(
            experiment=running[one.key],
            by=actor,
            source=source,
            arm=one.arm,
            measure=one.measure[:120],
            value_minor=one.value_minor,
            low_minor=one.low_minor,
            high_minor=one.high_minor,
            currency=one.currency,
        )
        for one in shown
        if one.key in running
    ]
    Look.objects.bulk_create(looks)
    for experiment in {look.experiment.pk: look.experiment for look in looks}.values():
        record(
            ExperimentLookedAt(experiment_id=experiment.pk, key=experiment.key, source=source), actor=actor
        )
    return len(looks)


def _assign(
    actor: User | None,
    experiment: Experiment,
    person_ids: tuple[int, ...],
    arms: list[tuple[str, Decimal]],
    moment: datetime,
) -> int:
    """A parallel draw of the same person waits on the unique key, and then finds the same arm."""
    Experiment.objects.select_for_update().get(pk=experiment.pk)
    kept, standing = drawn(experiment, person_ids), kept_ids("person", person_ids)
    new_ids = dict.fromkeys(standing.get(pk, pk) for pk in person_ids if pk not in kept)
    new = [
        Assignment(
            experiment=experiment,
            person_id=pk,
            arm=draw_arm(experiment.seed, pk, arms),
            assigned_at=moment,
        )
        for pk in new_ids
    ]
    Assignment.objects.bulk_create(new)
    record_many(
        [
            PersonAssigned(
                experiment_id=experiment.pk, person_id=row.person_id, key=experiment.key, arm=row.arm
            )
            for row in new
        ],
        actor=actor,
        occurred_at=[moment] * len(new),
    )
    return len(new)


def _check(key: str, name: str, arms: Mapping[str, Decimal], window_days: int) -> None:
    wrong = {}
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{1,59}", key):
        wrong["key"] = "Small letters, digits and dashes, 2 to 60 of them."
    elif Experiment.objects.filter(key=key).exists():
        wrong["key"] = "There is an experiment with this key already."
    if not name.strip() or len(name.strip()) > 120:
        wrong["name"] = "A name of at most 120 characters."
    if CONTROL not in arms or len(arms) < 2:
        wrong["arms"] = "One arm is called “control”, and there is at least one other."
    elif any(not 0 < share < 1 for share in arms.values()) or sum(arms.values()) != 1:
        wrong["arms"] = "Each share is above 0 and below 1, and together they make 1."
    elif any(not arm.strip() or len(arm) > 40 for arm in arms):
        wrong["arms"] = "An arm's name has 1 to 40 characters."
    if not 1 <= window_days <= 1100:
        wrong["window_days"] = "Between 1 and 1,100 days."
    if wrong:
        raise Invalid("experiments.invalid", "This experiment cannot start yet.", fields=wrong)
