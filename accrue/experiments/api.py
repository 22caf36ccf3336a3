"""Experiments for programs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.apps import apps
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.errors import Invalid
from accrue.experiments.models import Experiment
from accrue.experiments.selectors import arm_counts, drawn, experiment_called, experiments, looks_at
from accrue.experiments.services import assign_people, create_experiment, end_experiment

router = Router(tags=["Experiments"])

type Share = Annotated[Decimal, Field(gt=0, lt=1, max_digits=6, decimal_places=5)]


class ExperimentOut(Schema):
    """An experiment. `people` counts those who are assigned; with the seed anybody can draw the same arms again."""

    key: str
    name: str
    hypothesis: str
    seed: int
    starts_at: datetime
    ends_at: datetime | None
    window_days: int
    people: int


class ArmOut(Schema):
    name: str
    planned_share: Decimal
    people: int


class LookOut(Schema):
    """Somebody saw this before the end: money of the whole arm so far. `by` null: drawn on schedule."""

    at: datetime
    by: int | None
    source: str
    arm: str
    measure: str
    value_minor: int
    low_minor: int | None
    high_minor: int | None
    currency: str


class ExperimentWhole(ExperimentOut):
    """`looks` are the latest fifty; null for whoever may not see statements."""

    arms: list[ArmOut]
    looks: list[LookOut] | None


class ExperimentIn(Body):
    """`arms` maps names to planned shares; `control` is one of them and they sum to 1."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{1,59}$")]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    arms: Annotated[dict[str, Share], Field(min_length=2, max_length=10)]
    window_days: Annotated[int, Field(ge=1, le=1100)] = 90
    hypothesis: Annotated[str, Field(max_length=2000)] = ""


class AssignIn(Body):
    person_ids: Annotated[
        list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(min_length=1, max_length=1000)
    ]


class Assigned(Schema):
    """How many got an arm now; the others had one already. `arms` is every asked person's arm by id."""

    new: int
    arms: dict[str, str]


@router.get("/experiments", response={200: Page[ExperimentOut]}, summary="Experiments")
def list_experiments(
    request: HttpRequest, sort: str = "-starts_at", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    actor = actor_of(request)
    access.require(actor, "see", "experiment")
    rows, following = page_of(
        experiments(actor), sort=sort, sorts={"starts_at": "starts_at"}, cursor=cursor, limit=limit
    )
    return {"items": rows, "next": following}


@router.post("/experiments", response={201: ExperimentWhole}, summary="Start an experiment")
def create(request: HttpRequest, body: ExperimentIn) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    return 201, whole(actor, create_experiment(actor=actor, **body.dict()))


@router.get("/experiments/{key}", response={200: ExperimentWhole}, summary="One experiment")
def get_experiment(request: HttpRequest, key: str) -> dict[str, Any]:
    actor = actor_of(request)
    return whole(actor, experiment_called(actor, key))


@router.post("/experiments/{key}/end", response={200: ExperimentWhole}, summary="End it")
def end(request: HttpRequest, key: str) -> dict[str, Any]:
    actor = actor_of(request)
    return whole(actor, end_experiment(actor=actor, experiment=experiment_called(actor, key)))


@router.post("/experiments/{key}/assign", response={200: Assigned}, summary="Assign people")
def assign(request: HttpRequest, key: str, body: AssignIn) -> dict[str, Any]:
    """Draws arms for people you may see; whoever has one keeps it."""
    actor = actor_of(request)
    experiment = experiment_called(actor, key)
    access.require(actor, "edit", experiment)
    people = access.visible(actor, apps.get_model("contacts.Person")._default_manager.all())
    known = set(people.filter(pk__in=body.person_ids).values_list("pk", flat=True))
    if len(known) != len(set(body.person_ids)):
        raise Invalid(
            "experiments.no_such_person",
            "Some of these people do not exist.",
            fields={"person_ids": "Unknown ids."},
        )
    new = assign_people(actor=actor, experiment=experiment, person_ids=body.person_ids)
    return {"new": new, "arms": {str(pk): row.arm for pk, row in drawn(experiment, known).items()}}


def whole(actor: User, experiment: Experiment) -> dict[str, Any]:
    names = ("key", "name", "hypothesis", "seed", "starts_at", "ends_at", "window_days")
    arms, looks = arm_counts(experiment), looks_at(actor, experiment)
    shown = ("at", "source", "arm", "measure", "value_minor", "low_minor", "high_minor", "currency")
    return {name: getattr(experiment, name) for name in names} | {
        "arms": [{"name": a.name, "planned_share": a.planned_share, "people": a.people} for a in arms],
        "looks": None
        if looks is None
        else [{"by": one.by_id} | {name: getattr(one, name) for name in shown} for one in looks],
        "people": sum(a.people for a in arms),
    }
