"""What deals can be narrowed by, and what deals say about people and companies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    Q,
    Value,
    When,
)
from django.db.models.lookups import IsNull, LessThan

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.filters.fields import Aggregate, FilterField, Type, register
from accrue.sales.models import StageKind

if TYPE_CHECKING:
    from accrue.sales.selectors import Laid

WON = Q(stage__kind="won", archived_at=None)
OPEN = Q(closed_at=None, archived_at=None)


def pipelines(actor: User) -> list[tuple[Any, str]]:
    return [(one.pipeline.pk, one.pipeline.name) for one in _laid(actor)]


def stages(actor: User) -> list[tuple[Any, str]]:
    found = _laid(actor)
    return [
        (stage.pk, f"{one.pipeline.name} › {stage.name}" if len(found) > 1 else stage.name)
        for one in found
        for stage in one.stages
    ]


def _laid(actor: User) -> list[Laid]:
    from accrue.sales.selectors import pipelines

    return pipelines(actor) if access.access_of(actor).may("pipeline", "see") else []


def reasons(actor: User) -> list[tuple[Any, str]]:
    from accrue.sales.selectors import loss_reasons

    return [(reason.pk, reason.name) for reason in loss_reasons(retired=True)]


def field(key: str, label: str, type: Type, column: str, detail: str = "", **more: Any) -> FilterField:
    return FilterField("deal", key, label, type, column, detail, **more)


def _stale(ref: Any) -> Case:
    """Open, and longer in its stage than the stage allows."""
    allowed = ExpressionWrapper(ref("stage__rot_days") * Value(timedelta(days=1)), DurationField())
    since = LessThan(ref("stage_since"), ExpressionWrapper(Value(clock.now()) - allowed, DateTimeField()))
    is_stale = Q(IsNull(ref("closed_at"), True)) & Q(IsNull(ref("stage__rot_days"), False)) & Q(since)
    return Case(When(is_stale, then=Value(True)), default=Value(False), output_field=BooleanField())


register(
    field("name", "Name", Type.TEXT, "name"),
    field("amount", "Value", Type.MONEY, "amount_minor", "amount", currency="currency"),
    field("outcome", "Outcome", Type.CHOICE, "stage__kind", choices=tuple(StageKind.choices)),
    field("stage", "Stage", Type.CHOICE, "stage_id", choices=stages, by_id=True),
    field("pipeline", "Pipeline", Type.CHOICE, "pipeline_id", choices=pipelines, by_id=True),
    field("probability", "Probability in percent", Type.NUMBER, "stage__probability"),
    field("expected_close", "Expected close", Type.DATE, "expected_close", "expected_close"),
    field("stage_since", "In its stage since", Type.DATE, "stage_since"),
    FilterField("deal", "stale", "Longer in its stage than it should be", Type.YESNO, _stale),
    field("closed", "Closed", Type.DATE, "closed_at"),
    field("created", "Opened", Type.DATE, "created_at"),
    field("person", "Person", Type.RECORD, "person_id", "person", to="person", opens=True),
    field("company", "Company", Type.RECORD, "company_id", "company", to="company", opens=True),
    field("owner", "Owner", Type.USER, "owner_id", "owner"),
    field("team", "Team", Type.RECORD, "team_id", to="team"),
    field("source", "Source", Type.TEXT, "source", "source"),
    field("lost_reason", "Lost because", Type.CHOICE, "lost_reason_id", choices=reasons, by_id=True),
)


def counted(kind: str) -> tuple[FilterField, ...]:
    """What deals say about a person or a company."""

    def of(key: str, label: str, type: Type, *details: str, **more: Any) -> FilterField:
        aggregate = Aggregate("deal", kind, details=(kind, *details), **more)
        return FilterField(kind, key, label, type, group="Deals", aggregate=aggregate)

    closed: dict[str, Any] = {"day": "closed_at", "day_label": "closed"}
    opened: dict[str, Any] = {"day": "created_at", "day_label": "opened"}
    worth: dict[str, Any] = {"measure": "sum", "value": "amount_minor", "currency": "currency"}
    return (
        of("won_deals", "Won deals", Type.NUMBER, only=WON, **closed),
        of("won_value", "Value of won deals", Type.MONEY, "amount", only=WON, **closed, **worth),
        of("open_deals", "Open deals", Type.NUMBER, only=OPEN, **opened),
        of("open_value", "Value of open deals", Type.MONEY, "amount", only=OPEN, **opened, **worth),
        of("last_won", "Last deal won", Type.DATE, only=WON, measure="last", day="closed_at"),
    )


register(*counted("person"), *counted("company"))
