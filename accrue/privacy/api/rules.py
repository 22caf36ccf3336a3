"""Retention rules for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, actor_of
from accrue.privacy import selectors
from accrue.privacy.models import RetentionRule
from accrue.privacy.services import retaining

router = Router(tags=["Personal data"])


class RetentionRuleOut(Schema):
    """`filter` is a filter of people; `{}` means everybody."""

    id: int
    name: str
    filter: dict[str, Any]
    months: int
    waiting_days: int
    is_on: bool
    ran_at: datetime | None
    created_at: datetime
    version: int


class RetentionRuleIn(Body):
    name: Annotated[str, Field(max_length=120)]
    filter: dict[str, Any] = {}
    months: Annotated[int, Field(ge=1, le=600)]
    waiting_days: Annotated[int, Field(ge=1, le=365)] = 14
    is_on: bool = False


class RetentionRuleChange(Body):
    """What is left out stays as it is."""

    version: int
    name: Annotated[str, Field(max_length=120)] | None = None
    filter: dict[str, Any] | None = None
    months: Annotated[int, Field(ge=1, le=600)] | None = None
    waiting_days: Annotated[int, Field(ge=1, le=365)] | None = None
    is_on: bool | None = None


class WouldErase(Schema):
    """What the rule would do today; nothing is done. `held_back` are left alone, with the reason."""

    count: int
    person_ids: list[int] = Field(description="The first of them that you may see.")
    held_back: dict[int, str]


@router.get("/retention-rules", response={200: list[RetentionRuleOut]})
def list_rules(request: HttpRequest) -> list[RetentionRule]:
    return list(selectors.rules(actor_of(request)))


@router.post("/retention-rules", response={201: RetentionRuleOut})
def make_rule(request: HttpRequest, body: RetentionRuleIn) -> Status[RetentionRule]:
    """Erase, each night, whom the filter means and with whom nothing happened for so many months."""
    return Status(201, retaining.save_rule(actor=actor_of(request), **body.dict()))


@router.get("/retention-rules/{int:rule_id}", response={200: RetentionRuleOut})
def get_rule(request: HttpRequest, rule_id: int) -> RetentionRule:
    return selectors.rule(actor_of(request), rule_id)


@router.patch("/retention-rules/{int:rule_id}", response={200: RetentionRuleOut})
def change_rule(request: HttpRequest, rule_id: int, body: RetentionRuleChange) -> RetentionRule:
    said = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    return retaining.save_rule(actor=actor_of(request), rule_id=rule_id, **said)


@router.delete("/retention-rules/{int:rule_id}", response={204: None})
def delete_rule(request: HttpRequest, rule_id: int) -> Status[None]:
    """Who waits because of it is kept."""
    retaining.delete_rule(actor=actor_of(request), rule_id=rule_id)
    return Status(204, None)


@router.get("/retention-rules/{int:rule_id}/today", response={200: WouldErase})
def what_today(request: HttpRequest, rule_id: int) -> WouldErase:
    actor = actor_of(request)
    access.require(actor, "see", "privacy")
    found = retaining.tried(actor=actor, rule=selectors.rule(actor, rule_id))
    return WouldErase(
        count=found.count,
        person_ids=[person.pk for person in found.people],
        held_back={person.pk: why for person, why in found.held},
    )
