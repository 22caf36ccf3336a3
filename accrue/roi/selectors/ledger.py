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
from accrue.money import Money
from accrue.money.currencies import exponent
from accrue.roi.facts import COSTS, perimeter
from accrue.roi.models import Budget, Cost, Programme
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
    """A year of the ledger. `converted` and `missing` are currencies that were converted, or had no rate."""

    year: int
    categories: list[CategoryYear]
    total: Money
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


def year_of(programme: Programme, year: int) -> Year:
    """What every category cost in a year, in the programme's currency at the rate of each day.

    Costs that come again and costs of each transaction stand in the months they fell in; a spread cost in equal parts
    in its months.
    """
    base, found = programme.currency, Year(year, [], Money(0, programme.currency))
    minor: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 12)
    for category, day, amount, currency, spread, rate in _entries():
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
    budgets = {b.category: b.amount for b in Budget.objects.filter(year=year)}
    for category in Category:
        if category in minor or category in budgets:
            months = [Money(round(m), base) for m in minor[category]]
            found.categories.append(CategoryYear(category, category.label, months, budgets.get(category)))
    found.total = sum((c.total for c in found.categories), Money(0, base))
    found.converted, found.missing = sorted(set(found.converted)), sorted(set(found.missing))
    return found


def years_of_costs(today: date) -> list[int]:
    days = Cost.objects.order_by("incurred_on").values_list("incurred_on", flat=True)
    first = days.first()
    return list(range(min(first.year if first else today.year, today.year), today.year + 1))


def _entries() -> list[tuple[str, date, int, str, int, Decimal | None]]:
    """Category, day, minor units, currency, months, and the rate of its day into the programme's currency."""
    query = f"""
        {COSTS}
        SELECT e.category, e.day, e.minor, e.currency, e.spread_months,
               (SELECT r.rate FROM money_rate r WHERE r.base = %(base)s AND r.currency = e.currency
                AND r.day <= e.day ORDER BY r.day DESC LIMIT 1)
        FROM entries e ORDER BY e.id, e.day
    """  # noqa: S608  (a query of our own; values travel as parameters)
    with connection.cursor() as cursor:
        cursor.execute(query, perimeter().parameters)
        return [(c, d, int(m), code, int(s), r) for c, d, m, code, s, r in cursor.fetchall()]
