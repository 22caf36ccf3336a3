"""The board: lanes with their sums and their first cards, in one query whatever the number of deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Field,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.money import Money
from accrue.money.selectors import Total
from accrue.sales.models import Deal, Stage, StageKind
from accrue.sales.selectors.filters import DealFilters, month_begins, narrowed, needs_attention
from accrue.sales.selectors.pipelines import Laid
from accrue.sales.selectors.totals import Till, added, together
from accrue.ui.avatar import Avatar

PER_LANE = 20
MOST_PER_LANE = 1_000

# What a card is drawn from, with the types that a row of sums leaves empty.
CARD: dict[str, Field[Any, Any]] = {
    "id": BigIntegerField(),
    "stage_id": BigIntegerField(),
    "currency": CharField(),
    "amount_minor": BigIntegerField(),
    "owner_id": BigIntegerField(),
    "version": IntegerField(),
    "position": BigIntegerField(),
    "name": CharField(),
    "expected_close": DateField(),
    "stage_since": DateTimeField(),
    "closed_at": DateTimeField(),
    "company__name": CharField(),
    "company__owner_id": BigIntegerField(),
    "company__team_id": BigIntegerField(),
    "person__given_name": CharField(),
    "person__family_name": CharField(),
    "person__email": CharField(),
    "person__owner_id": BigIntegerField(),
    "person__team_id": BigIntegerField(),
    "owner__name": CharField(),
    "owner__email": CharField(),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One deal on the board; what this reader may not see is None or empty."""

    id: int
    name: str
    customer: str
    amount: Money | None
    expected_close: date | None
    closed_at: datetime | None
    is_late: bool
    stale_days: int | None
    owner: Avatar | None
    version: int


@dataclass(frozen=True, slots=True)
class Lane:
    """`total` and `weighted` are None where this reader may not see amounts. Closed lanes hold this month's deals."""

    stage: Stage
    count: int
    total: Total | None
    weighted: Total | None
    cards: Sequence[Card]

    @property
    def left(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    laid: Laid
    lanes: Sequence[Lane]
    open_count: int
    open_total: Total | None
    weighted: Total | None
    won_count: int
    won_total: Total | None
    attention: int
    base: str
    day: date

    @property
    def notes(self) -> Total | None:
        """The rates behind all sums together, or None where nothing was converted or left out."""
        if self.open_total is None:
            return None
        whole = together([lane.total for lane in self.lanes if lane.total], self.base)
        return whole if whole.converted or whole.missing else None


def board(user: User, laid: Laid, filters: DealFilters, *, more: int | None = None) -> Board:
    """Every lane of a pipeline. `more` is the stage whose lane shows all its cards (up to 1,000)."""
    sums, cards = _asked(user, laid, on_board(user, laid, filters), more)
    till = laid.till
    sees = not access.access_of(user).hides("deal", "amount")
    lanes = [
        _lane(stage, sums.get(stage.pk, {}), cards.get(stage.pk, []), till, sees) for stage in laid.stages
    ]
    opened = [lane for lane in lanes if lane.stage.kind == StageKind.OPEN]
    won = [lane for lane in lanes if lane.stage.kind == StageKind.WON]
    return Board(
        laid,
        lanes,
        open_count=sum(lane.count for lane in opened),
        open_total=_whole(opened, sums, till) if sees else None,
        weighted=together([lane.weighted for lane in opened if lane.weighted], till.base) if sees else None,
        won_count=sum(lane.count for lane in won),
        won_total=_whole(won, sums, till) if sees else None,
        attention=sum(found.attention for by_currency in sums.values() for found in by_currency.values()),
        base=till.base,
        day=till.day,
    )


def on_board(user: User, laid: Laid, filters: DealFilters) -> QuerySet[Deal]:
    """The open deals, and those closed this month: what is long over would bury what is to be done."""
    recent = Q(closed_at__isnull=True) | Q(closed_at__gte=month_begins())
    return narrowed(user, Deal.objects.filter(recent, pipeline=laid.pipeline), filters, laid.stages)


def card_above(
    user: User, laid: Laid, filters: DealFilters, *, stage: Stage, deal_id: int, index: int
) -> int | None:
    """The card that a card dropped at `index` of the lane as this reader sees it comes to stand beneath."""
    if index <= 0:
        return None
    lane = on_board(user, laid, filters).filter(stage=stage).exclude(pk=deal_id).order_by("position", "pk")
    above = lane.values_list("pk", flat=True)[: min(index, MOST_PER_LANE)]
    return list(above)[-1] if above else None


@dataclass(frozen=True, slots=True)
class _Sum:
    count: int
    minor: int
    attention: int


type _Sums = dict[int, dict[str, _Sum]]


def _asked(
    user: User, laid: Laid, deals: QuerySet[Deal], more: int | None
) -> tuple[_Sums, dict[int, list[Card]]]:
    """Sums by stage and currency, and the first cards of every lane, in one query.

    A row of sums has the version 0, its count as id and what needs attention as owner.
    """
    parts = [
        deals.filter(stage=stage)
        .order_by("position", "pk")
        .values_list(*CARD)[: MOST_PER_LANE if stage.pk == more else PER_LANE]
        for stage in laid.stages
    ]
    stages = {stage.pk: stage for stage in laid.stages}
    sums: _Sums = {}
    cards: dict[int, list[Card]] = {}
    drawn = _Drawer(user)
    rows = [dict(zip(CARD, row, strict=True)) for row in _sum_rows(user, laid, deals).union(*parts, all=True)]
    rows.sort(key=lambda row: (row["position"] or 0, row["id"]))
    for row in rows:
        if row["version"] == 0:
            found = _Sum(row["id"], row["amount_minor"], row["owner_id"])
            sums.setdefault(row["stage_id"], {})[row["currency"]] = found
        else:
            cards.setdefault(row["stage_id"], []).append(drawn.card(row, stages[row["stage_id"]]))
    return sums, cards


def _sum_rows(user: User, laid: Laid, deals: QuerySet[Deal]) -> QuerySet[Any, Any]:
    summed: dict[str, Any] = {
        "id": Count("pk"),
        "amount_minor": Cast(Sum("amount_minor"), BigIntegerField()),
        "owner_id": Count("pk", filter=needs_attention(user, laid.stages)),
        "version": Value(0),
    }
    columns = {
        f"sum_{name}": summed.get(name) or Cast(Value(None), kind)
        for name, kind in CARD.items()
        if name not in ("stage_id", "currency")
    }
    names = [name if name in ("stage_id", "currency") else f"sum_{name}" for name in CARD]
    return deals.order_by().values("stage_id", "currency").annotate(**columns).values_list(*names)


class _Drawer:
    """Draws cards for one reader; owners are made once, not once a card."""

    def __init__(self, user: User) -> None:
        self.held = access.access_of(user)
        self.hidden = {
            name
            for name in ("amount", "expected_close", "company", "person", "owner")
            if self.held.hides("deal", name)
        }
        self.now, self.today = clock.now(), clock.today()
        self.owners: dict[int, Avatar] = {}

    def card(self, row: dict[str, Any], stage: Stage) -> Card:
        is_open = row["closed_at"] is None
        close = None if "expected_close" in self.hidden else row["expected_close"]
        days = (self.now - row["stage_since"]).days
        is_stale = is_open and stage.rot_days is not None and days >= stage.rot_days
        return Card(
            row["id"],
            row["name"],
            self._customer(row),
            None if "amount" in self.hidden else Money(row["amount_minor"], row["currency"]),
            close,
            row["closed_at"],
            is_open and close is not None and close < self.today,
            days if is_stale else None,
            self._owner(row),
            row["version"],
        )

    def _customer(self, row: dict[str, Any]) -> str:
        """The company, else the person, as far as this reader may know of them."""
        if row["company__name"] and self._may_see("company", row):
            return str(row["company__name"])
        name = (
            f"{row['person__given_name'] or ''} {row['person__family_name'] or ''}".strip()
            or row["person__email"]
        )
        return str(name) if name and self._may_see("person", row) else ""

    def _may_see(self, kind: str, row: dict[str, Any]) -> bool:
        record: Any = SimpleNamespace(owner_id=row[f"{kind}__owner_id"], team_id=row[f"{kind}__team_id"])
        return kind not in self.hidden and self.held.may(kind, "see", record)

    def _owner(self, row: dict[str, Any]) -> Avatar | None:
        key = row["owner_id"]
        if key is None or "owner" in self.hidden:
            return None
        if key not in self.owners:
            name = row["owner__name"] or row["owner__email"]
            parts = name.split()
            initials = (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()
            self.owners[key] = Avatar(name, initials, key % 6)
        return self.owners[key]


def _lane(stage: Stage, sums: dict[str, _Sum], cards: list[Card], till: Till, sees: bool) -> Lane:
    minor = {code: found.minor for code, found in sums.items()}
    return Lane(
        stage,
        sum(found.count for found in sums.values()),
        till.total(minor) if sees else None,
        till.weighted(minor, stage.probability) if sees else None,
        cards,
    )


def _whole(lanes: Sequence[Lane], sums: dict[int, dict[str, _Sum]], till: Till) -> Total:
    """Every currency summed over the lanes before it is converted."""
    return till.total(
        added({code: found.minor for code, found in sums.get(lane.stage.pk, {}).items()} for lane in lanes)
    )
