"""Where a card stands in its lane: whole numbers with wide gaps, so that a move writes one row."""

from __future__ import annotations

from django.db import connection

from accrue.errors import Missing
from accrue.sales.models import Deal, Stage

GAP = 1 << 20


def locked_stage(stage_id: int) -> Stage:
    """The stage, locked: whoever else would place a card in its lane waits. Lock it before the deal."""
    stage = (
        Stage.objects.select_for_update(no_key=True, of=("self",))
        .select_related("pipeline")
        .filter(pk=stage_id)
        .first()
    )
    if stage is None:
        raise Missing
    return stage


def rank_in(stage: Stage, *, deal_id: int | None, after: int | None) -> int:
    """The position of a card placed after the card `after`, or on top; the stage is locked by the caller."""
    found = _rank(stage, deal_id, after)
    if found is None:
        _spread(stage)
        found = _rank(stage, deal_id, after)
    assert found is not None  # noqa: S101  a lane just spread has room everywhere
    return found


def _rank(stage: Stage, deal_id: int | None, after: int | None) -> int | None:
    lane = Deal.objects.filter(stage=stage, archived_at__isnull=True).exclude(pk=deal_id or 0)
    above = lane.filter(pk=after).values_list("position", "pk").first() if after else None
    if above is None:
        top = lane.order_by("position", "pk").values_list("position", flat=True).first()
        return 0 if top is None else top - GAP
    below = (
        lane.filter(position__gte=above[0])
        .exclude(position=above[0], pk__lte=above[1])
        .order_by("position", "pk")
        .values_list("position", flat=True)
        .first()
    )
    if below is None:
        return above[0] + GAP
    middle = (above[0] + below) // 2
    return middle if above[0] < middle < below else None


def _spread(stage: Stage) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE sales_deal SET position = spread.rank * %s
            FROM (SELECT id, row_number() OVER (ORDER BY position, id) AS rank FROM sales_deal
                  WHERE stage_id = %s AND archived_at IS NULL) AS spread
            WHERE sales_deal.id = spread.id
            """,
            [GAP, stage.pk],
        )
