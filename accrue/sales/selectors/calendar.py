"""The calendar: a month of days with the first deals of each, in one query whatever the number of deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from babel import Locale, UnknownLocaleError
from django.db.models import Count, F, OrderBy, Window
from django.db.models.functions import RowNumber

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.errors import Forbidden
from accrue.filters.periods import EARLIEST, LATEST, moved
from accrue.money import Money
from accrue.sales.models import Deal, StageKind
from accrue.sales.selectors.filters import DealFilters, month_of, narrowed
from accrue.sales.selectors.pipelines import Laid

PER_DAY = 3
MOST_COUNTED = 1_000
CARD = (
    "id",
    "name",
    "amount_minor",
    "currency",
    "stage_id",
    "expected_close",
    "version",
    "owner_id",
    "team_id",
)


@dataclass(frozen=True, slots=True)
class DayCard:
    """One deal on its day. `amount` is None where the reader may not see it; `is_fixed` where they may not move it."""

    id: int
    name: str
    amount: Money | None
    stage: str
    kind: str
    is_late: bool
    is_fixed: bool
    version: int


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    count: int
    cards: Sequence[DayCard]
    is_today: bool
    is_outside: bool

    @property
    def left(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whole weeks around a month. `undated` counts open deals without a day, up to one more than is told."""

    first: date
    today: date
    weeks: Sequence[Sequence[Day]]
    undated: int

    @property
    def days(self) -> list[Day]:
        return [day for week in self.weeks for day in week]

    @property
    def count(self) -> int:
        """The deals of the month itself."""
        return sum(day.count for day in self.days if not day.is_outside)

    @property
    def previous(self) -> date | None:
        return moved(self.first, "month", -1) if self.first > EARLIEST else None

    @property
    def following(self) -> date | None:
        after = moved(self.first, "month", 1)
        return after if after <= LATEST else None


def require_days(user: User) -> None:
    """Raise Forbidden where this person may not know when deals are expected to close."""
    if access.access_of(user).hides("deal", "expected_close"):
        raise Forbidden(
            "sales.days_hidden", "You may not see when deals are expected to close, so no calendar either."
        )


def calendar(user: User, laid: Laid, filters: DealFilters, first: date) -> Calendar:
    """The month that begins on `first`, in weeks that begin as the reader's locale has it."""
    access.require(user, "see", "deal")
    require_days(user)
    days = _grid(first, first_weekday(user.locale))
    rows = _rows(user, laid, filters, days[0], days[-1])
    drawn = _Drawer(user, laid)
    found: dict[date, list[DayCard]] = {}
    counts: dict[date, int] = {}
    for row in rows:
        found.setdefault(row["expected_close"], []).append(drawn.card(row))
        counts[row["expected_close"]] = row["on_day"]
    made = [
        Day(day, counts.get(day, 0), found.get(day, []), day == drawn.today, day.month != first.month)
        for day in days
    ]
    weeks = [made[at : at + 7] for at in range(0, len(made), 7)]
    return Calendar(first, drawn.today, weeks, _undated(user, laid, filters))


def first_weekday(locale: str) -> int:
    """0 for Monday to 6 for Sunday; Monday where the locale is not known."""
    try:
        return int(Locale.parse(locale).first_week_day)
    except (UnknownLocaleError, ValueError):
        return 0


def _grid(first: date, begins: int) -> list[date]:
    """Every day of the weeks that the month touches."""
    last = month_of(first)[1]
    start = first - timedelta(days=(first.weekday() - begins) % 7)
    end = last + timedelta(days=(begins - 1 - last.weekday()) % 7)
    return [start + timedelta(days=at) for at in range((end - start).days + 1)]


def _rows(user: User, laid: Laid, filters: DealFilters, start: date, end: date) -> list[dict[str, Any]]:
    """The first deals of each day: open ones, then the largest as far as this reader may know."""
    deals = narrowed(
        user,
        Deal.objects.filter(pipeline=laid.pipeline, expected_close__range=(start, end)),
        filters,
        laid.stages,
    )
    order: list[OrderBy] = [F("closed_at").asc(nulls_first=True)]
    if not access.access_of(user).hides("deal", "amount"):
        order.append(F("amount_minor").desc())
    rank = Window(
        RowNumber(), partition_by=F("expected_close"), order_by=[*order, F("name").asc(), F("pk").asc()]
    )
    ranked = deals.order_by().annotate(rank=rank, on_day=Window(Count("*"), partition_by=F("expected_close")))
    return list(ranked.filter(rank__lte=PER_DAY).order_by("expected_close", "rank").values(*CARD, "on_day"))


def _undated(user: User, laid: Laid, filters: DealFilters) -> int:
    open_deals = Deal.objects.filter(
        pipeline=laid.pipeline, closed_at__isnull=True, expected_close__isnull=True
    )
    return narrowed(user, open_deals, filters, laid.stages).order_by()[: MOST_COUNTED + 1].count()


class _Drawer:
    """Draws the deals of days for one reader."""

    def __init__(self, user: User, laid: Laid) -> None:
        self.held = access.access_of(user)
        self.sees_amount = not self.held.hides("deal", "amount")
        self.may_write = self.held.level("deal", "expected_close") is Level.WRITE
        self.stages = {stage.pk: stage for stage in laid.stages}
        self.today = clock.today()

    def card(self, row: dict[str, Any]) -> DayCard:
        stage = self.stages[row["stage_id"]]
        is_open = stage.kind == StageKind.OPEN
        return DayCard(
            row["id"],
            row["name"],
            Money(row["amount_minor"], row["currency"]) if self.sees_amount else None,
            stage.name,
            stage.kind,
            is_open and row["expected_close"] < self.today,
            not (is_open and self._may_move(row)),
            row["version"],
        )

    def _may_move(self, row: dict[str, Any]) -> bool:
        record: Any = SimpleNamespace(owner_id=row["owner_id"], team_id=row["team_id"])
        return self.may_write and self.held.may("deal", "edit", record)
