"""A company that never was, with an effect planted in it: what is measured can be held against the truth.

Two e-mail sequences go out after go-live, each with people held out by chance. Whoever gets one orders more often for
as long as its window lasts. Those extra orders are drawn apart from the others, so their exact margin is known: it is
what would not have happened without Accrue. Everything follows from the seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from accrue.demo.names import PRODUCTS, TEAMS

MONTHS_BEFORE, MONTHS_AFTER = 48, 12
CATALOGUE = PRODUCTS[:10]  # what people order without a deal


@dataclass(frozen=True, slots=True)
class Sequence:
    """An e-mail sequence with a holdout. `lift` raises the order rate of those who get it while the window lasts."""

    key: str
    name: str
    people: int
    treated_share: float
    lift: float
    starts_after: int  # days after go-live
    window_days: int


SEQUENCES = (
    Sequence("reorder-reminder", "Reorder reminder", 1_500, 0.6, 0.30, 20, 270),
    Sequence("service-follow-up", "Service follow-up", 900, 0.6, 0.40, 75, 240),
)


@dataclass(frozen=True, slots=True)
class Settings:
    seed: int
    today: date
    people: int = 3_000
    companies: int = 420
    orders_a_month: float = 0.09  # of the average person
    sequences: tuple[Sequence, ...] = SEQUENCES


@dataclass(frozen=True, slots=True)
class Bought:
    """One line: person (index), when, product (index), pieces; `extra` when it came from the planted effect alone."""

    person: int
    at: datetime
    product: int
    pieces: int
    extra: bool = False

    @property
    def amount(self) -> int:
        """Major units."""
        return PRODUCTS[self.product][2] * self.pieces

    @property
    def margin(self) -> int:
        return self.amount - PRODUCTS[self.product][3] * self.pieces


@dataclass(frozen=True, slots=True)
class Assigned:
    person: int
    treated: bool


@dataclass
class World:
    settings: Settings
    go_live: date
    company_of: list[int]
    team_of: list[int]
    joined: list[datetime]
    orders: list[Bought] = field(default_factory=list)
    assigned: dict[str, list[Assigned]] = field(default_factory=dict)
    treated: dict[int, Sequence] = field(default_factory=dict)

    def planted_margin(self, key: str) -> int:
        """Margin, in major units, that this sequence caused."""
        window = self.window(key)
        people = {a.person for a in self.assigned[key]}
        return sum(
            o.margin for o in self.orders if o.extra and o.person in people and window[0] <= o.at < window[1]
        )

    def window(self, key: str) -> tuple[datetime, datetime]:
        sequence = next(s for s in self.settings.sequences if s.key == key)
        begin = datetime.combine(self.go_live + timedelta(days=sequence.starts_after), time(8), UTC)
        return begin, begin + timedelta(days=sequence.window_days)


def chosen(settings: Settings) -> dict[str, list[int]]:
    """Who takes part in each sequence's experiment: disjoint people, by chance."""
    order = np.random.default_rng([settings.seed, 1]).permutation(settings.people).tolist()
    found = {}
    for sequence in settings.sequences:
        found[sequence.key], order = order[: sequence.people], order[sequence.people :]
    return found


def simulate(settings: Settings, arms: Mapping[str, Mapping[int, bool]] | None = None) -> World:
    """The whole company up to `settings.today`, deterministic in the seed.

    `arms` says who of those `chosen` is treated, where that was drawn elsewhere; otherwise it is drawn here.
    """
    random = np.random.default_rng(settings.seed)
    go_live = _months_before(settings.today.replace(day=1), MONTHS_AFTER)
    begin = _months_before(go_live, MONTHS_BEFORE)
    companies = random.integers(0, settings.companies, settings.people)
    history = (go_live - begin).days
    joined = np.sort(random.random(settings.people) ** 2 * history).astype(int)
    world = World(
        settings=settings,
        go_live=go_live,
        company_of=companies.tolist(),
        team_of=(companies % len(TEAMS)).tolist(),
        joined=[_moment(begin, day) for day in joined.tolist()],
    )
    appetite = random.gamma(1.6, 1 / 1.6, settings.people) * settings.orders_a_month
    _assign(world, random, arms)
    for person in range(settings.people):
        world.orders += _orders(world, random, person, float(appetite[person]))
    world.orders.sort(key=lambda order: (order.at, order.person))
    return world


def _assign(world: World, random: np.random.Generator, arms: Mapping[str, Mapping[int, bool]] | None) -> None:
    people = chosen(world.settings)
    for sequence in world.settings.sequences:
        drawn = (random.random(len(people[sequence.key])) < sequence.treated_share).tolist()
        given = arms[sequence.key] if arms else dict(zip(people[sequence.key], drawn, strict=True))
        world.assigned[sequence.key] = [Assigned(person, given[person]) for person in people[sequence.key]]
        world.treated |= {person: sequence for person in people[sequence.key] if given[person]}


def _orders(world: World, random: np.random.Generator, person: int, appetite: float) -> list[Bought]:
    end = datetime.combine(world.settings.today, time(6), UTC)
    found = _bought(random, person, world.joined[person], end, appetite, extra=False)
    if sequence := world.treated.get(person):
        begin, until = world.window(sequence.key)
        found += _bought(random, person, begin, min(until, end), appetite * sequence.lift, extra=True)
    return found


def _bought(
    random: np.random.Generator, person: int, begin: datetime, end: datetime, rate: float, *, extra: bool
) -> list[Bought]:
    """A Poisson process of `rate` a month, thinned to the season (strong autumn, quiet summer)."""
    days = (end - begin).total_seconds() / 86_400
    if days <= 0:
        return []
    found = []
    for _ in range(int(random.poisson(rate * 1.25 * days / 30.4))):
        at = begin + timedelta(days=float(random.random() * days))
        if random.random() < _season(at) / 1.25:
            product, pieces = int(random.integers(len(CATALOGUE))), 1 + int(random.poisson(0.6))
            found.append(Bought(person, at.replace(microsecond=0), product, pieces, extra))
    return found


def _season(at: datetime) -> float:
    """Demand of the month against the year's mean."""
    return (0.96, 0.98, 1.06, 1.02, 0.98, 0.94, 0.84, 0.82, 1.06, 1.14, 1.16, 1.04)[at.month - 1]


def _moment(begin: date, day: int) -> datetime:
    return datetime.combine(begin + timedelta(days=int(day)), time(9), UTC)


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
