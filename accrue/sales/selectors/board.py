"""The board: lanes with their sums and their first cards, in two queries whatever the number of deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.money import Money
from accrue.money.selectors import Total
from accrue.sales.models import Deal, Stage, StageKind
from accrue.sales.selectors.filters import DealFilters, month_begins, narrowed, needs_attention
from accrue.sales.selectors.pipelines import Laid
from accrue.sales.selectors.totals import Till, added, together

PER_LANE = 50
MOST_PER_LANE = 1_000

CARD = (
    "id", "name", "amount_minor", "currency", "expected_close", "stage_id", "stage_since", "closed_at", "version",
    "company__name", "company__owner_id", "company__team_id", "person__given_name", "person__family_name",
    "person__email", "person__owner_id", "person__team_id", "owner_id", "owner__name", "owner__email",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owner:
    """Enough of a user for an avatar."""

    name: str
    initials: str
    hue: int

    def __str__(self) -> str:
        return self.name


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
    owner: Owner | None
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
    deals = on_board(user, laid, filters)
    sums = _sums(user, laid, deals)
    till = Till.of({code for by_currency in sums.values() for code in by_currency})
    cards = _cards(user, laid, deals, more)
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


def _sums(user: User, laid: Laid, deals: QuerySet[Deal]) -> dict[int, dict[str, _Sum]]:
    """By stage and currency."""
    rows = (
        deals.order_by()
        .values_list("stage_id", "currency")
        .annotate(
            count=Count("pk"),
            minor=Sum("amount_minor"),
            attention=Count("pk", filter=needs_attention(user, laid.stages)),
        )
    )
    found: dict[int, dict[str, _Sum]] = {}
    for stage_id, currency, count, minor, attention in rows:
        found.setdefault(stage_id, {})[currency] = _Sum(count, int(minor), attention)
    return found


def _cards(user: User, laid: Laid, deals: QuerySet[Deal], more: int | None) -> dict[int, list[Card]]:
    parts = [
        deals.filter(stage=stage)
        .order_by("position", "pk")
        .values_list(*CARD)[: MOST_PER_LANE if stage.pk == more else PER_LANE]
        for stage in laid.stages
    ]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    stages = {stage.pk: stage for stage in laid.stages}
    found: dict[int, list[Card]] = {}
    drawn = _Drawer(user)
    for row in rows:
        values = dict(zip(CARD, row, strict=True))
        found.setdefault(values["stage_id"], []).append(drawn.card(values, stages[values["stage_id"]]))
    return found


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
        self.owners: dict[int, Owner] = {}

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

    def _owner(self, row: dict[str, Any]) -> Owner | None:
        key = row["owner_id"]
        if key is None or "owner" in self.hidden:
            return None
        if key not in self.owners:
            name = row["owner__name"] or row["owner__email"]
            parts = name.split()
            initials = (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()
            self.owners[key] = Owner(name, initials, key % 6)
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
