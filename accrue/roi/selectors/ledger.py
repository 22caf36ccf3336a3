"""The cost ledger as a page: sums by category and month, budgets, and what waits for approval."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.metrics.sources import Perimeter
from accrue.money import Money
from accrue.money.currencies import exponent
from accrue.roi.facts import COSTS, perimeter_of
from accrue.roi.models import Cost, Programme
from accrue.roi.models.costs import Category


@dataclass(slots=True)
class CategoryYear:
    """What a category cost in a year, month by month, against its budget."""

    category: str
    label: str
    months: list[Money]
    budget: Money | None = None

    @property
    def total(self) -> Money:
        return sum(self.months, Money(0, self.months[0].currency))

    @property
    def used(self) -> Decimal | None:
        """Share of the budget that is spent; above 1 it is overrun."""
        if self.budget is None or self.budget.minor == 0:
            return None
        return Decimal(self.total.minor) / Decimal(self.budget.minor)

    @property
    def is_overrun(self) -> bool:
        return self.budget is not None and self.total.minor > self.budget.minor


@dataclass(slots=True)
class Year:
    """A year of the ledger. `converted` and `missing` are currencies that were converted, or had no rate.

    `years` are those the ledger speaks of, up to today's.
    """

    year: int
    categories: list[CategoryYear]
    total: Money
    years: list[int] = field(default_factory=list)
    converted: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def month_totals(self) -> list[Money]:
        empty = Money(0, self.total.currency)
        return [sum((c.months[i] for c in self.categories), empty) for i in range(12)]


def costs(user: User) -> QuerySet[Cost]:
    return access.visible(user, Cost.objects.all()).select_related(
        "entered_by", "approved_by", "replaced_by", "replaces"
    )


def cost_numbered(user: User, pk: int) -> Cost:
    found = costs(user).filter(pk=pk).first()
    if found is None:
        raise Missing
    return found


def year_of(programme: Programme, outside: tuple[int, ...], year: int) -> Year:
    """What every category cost in a year, in the programme's currency at the rate of each day.

    Costs that come again and costs of each transaction stand in the months they fell in; a spread cost in equal parts
    in its months. `outside` are the ids of the teams outside the perimeter.
    """
    base, found = programme.currency, Year(year, [], Money(0, programme.currency))
    minor: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 12)
    budgets: dict[str, Money] = {}
    perimeter = perimeter_of(programme, outside)
    first = perimeter.as_of.year
    for budgeted, category, day, amount, currency, spread, rate in _entries(perimeter, year):
        if budgeted:
            budgets[category] = Money(amount, currency)
            continue
        first = min(first, day.year)
        if currency != base and rate is None:
            found.missing.append(currency)
            continue
        if currency != base:
            found.converted.append(currency)
        worth = Decimal(amount).scaleb(exponent(base) - exponent(currency)) * (rate or 1)
        for month in range(spread):
            number = day.year * 12 + day.month - 1 + month
            if number // 12 == year:
                minor[category][number % 12] += worth / spread
    for category in Category:
        if category in minor or category in budgets:
            months = [Money(round(m), base) for m in minor[category]]
            found.categories.append(CategoryYear(category, category.label, months, budgets.get(category)))
    found.total = sum((c.total for c in found.categories), Money(0, base))
    found.converted, found.missing = sorted(set(found.converted)), sorted(set(found.missing))
    found.years = list(range(first, perimeter.as_of.year + 1))
    return found


def _entries(perimeter: Perimeter, year: int) -> list[tuple[bool, str, date, int, str, int, Decimal | None]]:
    """Whether it is a budget of the year, category, day, minor units, currency, months, and the rate of its day.

    The rate is into the programme's currency. One question for costs and budgets: the page asks few.
    """
    query = f"""
        {COSTS}
        SELECT * FROM (SELECT false AS budgeted, e.category, e.day, e.minor, e.currency, e.spread_months,
               (SELECT r.rate FROM money_rate r WHERE r.base = %(base)s AND r.currency = e.currency
                AND r.day <= e.day ORDER BY r.day DESC LIMIT 1), e.id
        FROM entries e
        UNION ALL
        SELECT true, b.category, make_date(b.year, 1, 1), b.amount_minor, b.currency, 1, NULL, b.id
        FROM roi_budget b WHERE b.year = %(year)s) f ORDER BY f.budgeted, f.id, f.day
    """  # noqa: S608  (a query of our own; values travel as parameters)
    with connection.cursor() as cursor:
        cursor.execute(query, perimeter.parameters | {"year": year})
        return [(b, c, d, int(m), code, int(s), r) for b, c, d, m, code, s, r, _ in cursor.fetchall()]
