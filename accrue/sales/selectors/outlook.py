"""What is expected by month and stage: each open deal counted once, in the month it is expected to close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.money.selectors import Total
from accrue.sales.models import Deal, Stage, StageKind
from accrue.sales.selectors.filters import DealFilters, narrowed
from accrue.sales.selectors.pipelines import Laid
from accrue.sales.selectors.totals import Till, added, together


@dataclass(frozen=True, slots=True)
class Month:
    """`first` is its first day, None for deals without an expected close. `cells` stand in the order of the stages."""

    first: date | None
    count: int
    cells: Sequence[Total]
    total: Total
    weighted: Total


@dataclass(frozen=True, slots=True)
class Outlook:
    stages: Sequence[Stage]
    months: Sequence[Month]
    cells: Sequence[Total]
    count: int
    total: Total
    weighted: Total


def outlook(user: User, laid: Laid, filters: DealFilters) -> Outlook:
    """Sums by month and stage of the open deals; one query, and the day's rates once."""
    access.require(user, "see", "deal")
    stages = [stage for stage in laid.stages if stage.kind == StageKind.OPEN]
    sums = _sums(user, laid, filters)
    till = laid.till
    months = [_month(first, sums[first], stages, till) for first in sorted(sums, key=lambda d: d or date.max)]
    by_stage = [added(cells[s.pk][1] for cells in sums.values() if s.pk in cells) for s in stages]
    return Outlook(
        stages,
        months,
        [till.total(cell) for cell in by_stage],
        sum(month.count for month in months),
        till.total(added(by_stage)),
        together(
            [till.weighted(cell, s.probability) for s, cell in zip(stages, by_stage, strict=True)], till.base
        ),
    )


type _Cell = tuple[int, dict[str, int]]


def _sums(user: User, laid: Laid, filters: DealFilters) -> dict[date | None, dict[int, _Cell]]:
    """(count, minor units by currency) by month and stage."""
    deals = narrowed(
        user, Deal.objects.filter(pipeline=laid.pipeline, closed_at__isnull=True), filters, laid.stages
    )
    rows = (
        deals.order_by()
        .annotate(month=TruncMonth("expected_close"))
        .values_list("month", "stage_id", "currency")
        .annotate(count=Count("pk"), minor=Sum("amount_minor"))
    )
    found: dict[date | None, dict[int, _Cell]] = {}
    for month, stage_id, currency, count, minor in rows:
        cells = found.setdefault(month, {})
        held, by_currency = cells.get(stage_id, (0, {}))
        cells[stage_id] = (held + count, by_currency | {currency: int(minor)})
    return found


def _month(first: date | None, cells: dict[int, _Cell], stages: Sequence[Stage], till: Till) -> Month:
    sums = [cells.get(stage.pk, (0, {}))[1] for stage in stages]
    return Month(
        first,
        sum(count for count, _ in cells.values()),
        [till.total(cell) for cell in sums],
        till.total(added(sums)),
        together(
            [till.weighted(cell, s.probability) for s, cell in zip(stages, sums, strict=True)], till.base
        ),
    )
