"""Rules about fields for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from accrue.accounts.rest import Body, actor_of
from accrue.quality import services
from accrue.quality.models import Rule
from accrue.quality.selectors import breaking
from accrue.quality.selectors import rules as selectors

router = Router(tags=["Rules"])
type Kind = Literal["person", "company", "product", "deal"]
type Check = Literal["required", "required_when", "pattern", "length", "range", "one_of", "unique"]


class RuleOut(Schema):
    """What a field must be like. `params` by check: see the how-to on clean data."""

    id: int
    kind: str
    field: str
    check: str
    params: dict[str, Any]
    message: str
    severity: str
    is_on: bool
    created_at: datetime
    version: int


class RuleIn(Body):
    field: str
    check: Check
    params: dict[str, Any] = {}
    message: str = ""
    severity: Literal["refuse", "warn"] = "refuse"


class NewRule(RuleIn):
    kind: Kind


class RuleChange(RuleIn):
    version: int


class Switch(Body):
    is_on: bool
    version: int | None = None


class Found(Schema):
    """`count` of `total` records break the rule; `record_ids` are the first of them."""

    total: int
    count: int
    is_cut: bool
    record_ids: list[int]


def out(rule: Rule) -> dict[str, Any]:
    names = ("kind", "field", "params", "message", "severity", "is_on", "created_at", "version")
    return {"id": rule.pk, "check": rule.check_kind, **{name: getattr(rule, name) for name in names}}


@router.get("/rules", response={200: list[RuleOut]})
def list_rules(request: HttpRequest, kind: Kind | None = None) -> list[dict[str, Any]]:
    found = selectors.rules(actor_of(request))
    return [out(one) for one in (found.filter(kind=kind) if kind else found)]


@router.post("/rules", response={201: RuleOut})
def make_rule(request: HttpRequest, body: NewRule) -> Status[dict[str, Any]]:
    """A new rule is off: look at what it finds, then switch it on."""
    return Status(201, out(services.make_rule(actor=actor_of(request), **body.dict())))


@router.get("/rules/{int:rule_id}", response={200: RuleOut})
def get_rule(request: HttpRequest, rule_id: int) -> dict[str, Any]:
    return out(selectors.rule(actor_of(request), rule_id))


@router.patch("/rules/{int:rule_id}", response={200: RuleOut})
def change_rule(request: HttpRequest, rule_id: int, body: RuleChange) -> dict[str, Any]:
    return out(services.change_rule(actor=actor_of(request), rule_id=rule_id, **body.dict()))


@router.delete("/rules/{int:rule_id}", response={204: None})
def delete_rule(request: HttpRequest, rule_id: int) -> Status[None]:
    services.delete_rule(actor=actor_of(request), rule_id=rule_id)
    return Status(204, None)


@router.post("/rules/{int:rule_id}/switch", response={200: RuleOut})
def switch_rule(request: HttpRequest, rule_id: int, body: Switch) -> dict[str, Any]:
    """Records that are there stay as they are; from now on what is written must keep the rule."""
    return out(
        services.switch_rule(actor=actor_of(request), rule_id=rule_id, is_on=body.is_on, version=body.version)
    )


@router.get("/rules/{int:rule_id}/broken", response={200: Found})
def broken(request: HttpRequest, rule_id: int) -> Found:
    """What the rule finds among the records that you see, whether it is on or off."""
    actor = actor_of(request)
    dry = breaking.dry_run(actor, selectors.rule(actor, rule_id))
    return Found(
        total=dry.total,
        count=dry.count,
        is_cut=dry.is_cut,
        record_ids=[record.pk for record, _ in dry.records],
    )
