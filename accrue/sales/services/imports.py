"""Deals in bulk, with the way they went and the days they went it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Min

from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.errors import Invalid
from accrue.events.facts import Fact
from accrue.events.services import record_many
from accrue.filters.custom.writing import Given, claim_many, merged_many
from accrue.sales.models import Deal, DealLine, LossReason, Stage, StageChange, StageKind
from accrue.sales.services.deals import opened
from accrue.sales.services.moves import entered
from accrue.sales.services.ranks import GAP
from accrue.standards import inspecting

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class LineRow:
    """`quantity` whole pieces at `unit_price_minor` of the deal's currency."""

    name: str
    unit_price_minor: int
    quantity: int = 1
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class DealRow:
    """One deal. `steps` are (stage id, moment) in order of time: the first opens it, the last is where it stands."""

    name: str
    amount_minor: int
    currency: str
    steps: Sequence[tuple[int, datetime]]
    expected_close: date | None = None
    person_id: int | None = None
    company_id: int | None = None
    owner_id: int | None = None
    team_id: int | None = None
    source: str = ""
    lost_reason_id: int | None = None
    lines: Sequence[LineRow] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)


def import_deals(*, actor: User | None, rows: Sequence[DealRow], reactions: bool = True) -> list[Deal]:
    """Write deals, their stage history and their facts, dated as given; all or none.

    `actor` None is the system itself. The people, companies and owners named are not looked at: whoever calls this
    made or checked them. `reactions=False` where nothing is to follow, such as orders of deals won long ago. Raises
    Invalid with the number of the first row that cannot be.
    """
    if actor is not None:
        access.require(actor, Action.CREATE, "deal")
    stages = {stage.pk: stage for stage in Stage.objects.select_related("pipeline")}
    reasons = {reason.pk: reason for reason in LossReason.objects.all()}
    for number, row in enumerate(rows, 1):
        _check(number, row, stages)
    with transaction.atomic():
        return [
            deal
            for start in range(0, len(rows), BATCH)
            for deal in _import_batch(actor, rows[start : start + BATCH], stages, reasons, reactions)
        ]


def _import_batch(
    actor: User | None,
    rows: Sequence[DealRow],
    stages: dict[int, Stage],
    reasons: dict[int, LossReason],
    reactions: bool,
) -> list[Deal]:
    top = Deal.objects.aggregate(top=Min("position"))["top"] or 0
    new = [_deal(row, stages, reasons, top - GAP * (n + 1)) for n, row in enumerate(rows)]
    _put_custom(actor, new, rows)
    inspection = inspecting.begin("deal")
    deals = Deal.objects.bulk_create(new, batch_size=BATCH)
    claim_many("deal", {deal.pk: deal.custom for deal in deals})
    if actor is not None:
        inspecting.require_rows(inspection, [deal.pk for deal in deals])
    pairs = list(zip(deals, rows, strict=True))
    DealLine.objects.bulk_create(
        [line for deal, row in pairs for line in _lines(deal, row)], batch_size=BATCH
    )
    StageChange.objects.bulk_create(
        [change for deal, row in pairs for change in _changes(deal, row, actor)], batch_size=BATCH * 2
    )
    dated = sorted(
        ((at, n, fact) for deal, row in pairs for n, (at, fact) in enumerate(_facts(deal, row, stages))),
        key=lambda found: found[:2],
    )
    record_many(
        [fact for _, _, fact in dated],
        actor=actor,
        occurred_at=[at for at, _, _ in dated],
        reactions=reactions,
    )
    return deals


def _deal(row: DealRow, stages: dict[int, Stage], reasons: dict[int, LossReason], position: int) -> Deal:
    stage, since = stages[row.steps[-1][0]], row.steps[-1][1]
    lost = stage.kind == StageKind.LOST and row.lost_reason_id
    return Deal(
        name=row.name,
        amount_minor=row.amount_minor,
        currency=row.currency,
        expected_close=row.expected_close,
        follows_lines=bool(row.lines) and _sum(row) == row.amount_minor,
        pipeline=stage.pipeline,
        stage=stage,
        stage_since=since,
        position=position,
        person_id=row.person_id,
        company_id=row.company_id,
        owner_id=row.owner_id,
        team_id=row.team_id,
        source=row.source,
        lost_reason=reasons[row.lost_reason_id] if lost and row.lost_reason_id else None,
        closed_at=since if stage.is_closed else None,
        created_at=row.steps[0][1],
    )


def _put_custom(actor: User | None, deals: Sequence[Deal], rows: Sequence[DealRow]) -> None:
    found = merged_many(actor, "deal", [Given(row.custom) for row in rows])
    for number, (deal, (custom, faults)) in enumerate(zip(deals, found, strict=True), 1):
        if faults:
            what = " ".join(faults.values())
            raise Invalid("sales.import_row", f"Row {number} ({deal.name}): {what}", fields=faults)
        deal.custom = custom


def _sum(row: DealRow) -> int:
    return sum(line.unit_price_minor * line.quantity for line in row.lines)


def _lines(deal: Deal, row: DealRow) -> list[DealLine]:
    return [
        DealLine(
            deal=deal,
            product_id=line.product_id,
            name=line.name,
            quantity=line.quantity,
            unit_price_minor=line.unit_price_minor,
            position=n,
        )
        for n, line in enumerate(row.lines)
    ]


def _changes(deal: Deal, row: DealRow, actor: User | None) -> list[StageChange]:
    before: list[tuple[int, datetime] | None] = [None, *row.steps[:-1]]
    return [
        StageChange(
            deal=deal,
            from_stage_id=left[0] if left else None,
            to_stage_id=stage_id,
            at=at,
            actor=actor,
            amount_minor=deal.amount_minor,
            currency=deal.currency,
            expected_close=deal.expected_close,
            seconds_in_stage=int((at - left[1]).total_seconds()) if left else None,
        )
        for left, (stage_id, at) in zip(before, row.steps, strict=True)
    ]


def _facts(deal: Deal, row: DealRow, stages: dict[int, Stage]) -> list[tuple[datetime, Fact]]:
    first = row.steps[0]
    facts: list[tuple[datetime, Fact]] = [(first[1], opened(deal, stages[first[0]]))]
    for (left, _), (stage_id, at) in zip(row.steps, row.steps[1:], strict=False):
        facts.append((at, entered(deal, stages[left], stages[stage_id])))
    return facts


def _check(number: int, row: DealRow, stages: dict[int, Stage]) -> None:
    moments = [at for _, at in row.steps]
    found = [stages.get(stage_id) for stage_id, _ in row.steps]
    if not row.steps or None in found:
        problem = "names a stage that is not there"
    elif len({stage.pipeline_id for stage in found if stage}) > 1:
        problem = "goes through stages of two pipelines"
    elif any(stage.is_closed for stage in found[:-1] if stage):
        problem = "goes on after it was won or lost"
    elif moments != sorted(moments):
        problem = "goes back in time"
    elif row.amount_minor < 0:
        problem = "is worth less than nothing"
    else:
        return
    raise Invalid("sales.import_row", f"Row {number} ({row.name}) {problem}.")
