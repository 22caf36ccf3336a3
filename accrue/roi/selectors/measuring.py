"""Measures of goals and baselines by day, read from the orders and deals inside the programme."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import NormalDist, fmean, stdev

from django.db.models import Model, QuerySet

from accrue.billing.models import Order
from accrue.errors import Invalid
from accrue.money.currencies import exponent
from accrue.money.models import Rate
from accrue.roi.models import Goal, PerimeterExclusion, Programme
from accrue.roi.models.goals import Measure
from accrue.sales.models import Deal

CENT = Decimal("0.01")
LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class Day:
    """What one record adds to a measure on a day: major units of the programme's currency, or a count."""

    record_id: int
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Window:
    """A measure over whole months: their mean with its interval, the share of days that had any, and a fingerprint."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    months: int
    records: int
    coverage: Decimal
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a goal stands and, by the trend of its weeks, where it will be on its day (90 % interval)."""

    reached: Decimal
    share: float
    expected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    weeks: int
    state: str

    @property
    def percent(self) -> int:
        return max(0, min(100, round(self.share * 100)))


def days_of(
    programme: Programme, measure: str, first: date, last: date, team_id: int | None = None
) -> list[Day]:
    """Every record of a measure between two days (both inside, in UTC), in the order of its id."""
    if measure in (Measure.WON_DEALS, Measure.WON_VALUE):
        deals = _inside(Deal.objects.filter(stage__kind="won", archived_at=None), team_id).filter(
            closed_at__date__gte=first, closed_at__date__lte=last
        )
        rows: list[tuple[int, date, int, str, int | None]] = [
            (pk, at.date(), minor, currency, None)
            for pk, at, minor, currency in deals.order_by("pk").values_list(
                "pk", "closed_at", "amount_minor", "currency"
            )
            if at is not None
        ]
    else:
        orders = _inside(Order.objects.filter(state="confirmed"), team_id).filter(
            ordered_at__date__gte=first, ordered_at__date__lte=last
        )
        rows = [
            (pk, at.date(), minor, currency, margin)
            for pk, at, minor, currency, margin in orders.order_by("pk").values_list(
                "pk", "ordered_at", "amount_minor", "currency", "margin_minor"
            )
        ]
    if measure in (Measure.ORDERS, Measure.WON_DEALS):
        return [Day(pk, day, Decimal(1)) for pk, day, *_ in rows]
    rates = _Rates(programme.currency)
    if measure == Measure.MARGIN:
        return [
            Day(pk, day, _margin(programme, rates, minor, currency, margin, day))
            for pk, day, minor, currency, margin in rows
        ]
    return [Day(pk, day, rates.major(minor, currency, day)) for pk, day, minor, currency, _ in rows]


def window(programme: Programme, measure: str, first: date, last: date) -> Window:
    """The mean month of a measure between the first day of a month and the last day of one.

    The interval is Student's t over the months at 90 %, None with fewer than three of them.
    """
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    days = days_of(programme, measure, first, last)
    sums = [Decimal(0)] * months
    for one in days:
        sums[(one.day.year - first.year) * 12 + one.day.month - first.month] += one.value
    mean = sum(sums, Decimal(0)) / months
    low, high = _mean_interval([float(s) for s in sums])
    covered = len({one.day for one in days}) / ((last - first).days + 1)
    told = "\n".join(f"{one.record_id} {one.day} {one.value}" for one in days)
    return Window(
        mean.quantize(CENT, ROUND_HALF_EVEN),
        low,
        high,
        months,
        len(days),
        Decimal(str(round(covered, 4))),
        hashlib.sha256(f"{measure} {first} {last} {programme.currency}\n{told}".encode()).hexdigest(),
    )


def progress_of(programme: Programme, goal: Goal, today: date) -> Progress:
    """So far, and at the goal's day if the remaining weeks are like the whole ones so far.

    Weekly sums are taken as independent: the forecast's variance is that of the weeks to come and that of their
    estimated mean. Fewer than four whole weeks give no forecast.
    """
    until = min(today, goal.due_on)
    days = days_of(programme, goal.measure, goal.starts_on, until, goal.team_id)
    reached = sum((one.value for one in days), Decimal(0))
    share = float(reached / goal.target)
    whole = max(0, ((until - goal.starts_on).days + 1) // 7)
    if reached >= goal.target:
        return Progress(reached, share, None, None, None, whole, "reached")
    if today > goal.due_on:
        return Progress(reached, share, None, None, None, whole, "missed")
    if today < goal.starts_on or whole < 4:
        return Progress(reached, share, None, None, None, whole, "too early to say")
    weeks = [0.0] * whole
    for one in days:
        week = (one.day - goal.starts_on).days // 7
        if week < whole:
            weeks[week] += float(one.value)
    left = (goal.due_on - until).days / 7
    mean, spread = fmean(weeks), stdev(weeks)
    error = NormalDist().inv_cdf(0.5 + LEVEL / 2) * spread * math.sqrt(left + left * left / whole)
    middle = float(reached) + left * mean
    low, high = middle - error, middle + error
    target = float(goal.target)
    state = "on track" if low >= target else "off track" if high < target else "could go either way"
    return Progress(reached, share, _cents(middle), _cents(low), _cents(high), whole, state)


def month_ends(first: date, last: date) -> None:
    """Raises Invalid unless the window is whole months."""
    wrong = {}
    if first.day != 1:
        wrong["starts_on"] = "Choose the first day of a month."
    if (last + timedelta(days=1)).day != 1:
        wrong["ends_on"] = "Choose the last day of a month."
    if last <= first:
        wrong["ends_on"] = "After the first day."
    if wrong:
        raise Invalid("roi.window_invalid", "A baseline is over whole months.", fields=wrong)


class _Rates:
    """Rates into one currency, read once."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._kept: dict[str, list[tuple[date, Decimal]]] = {}

    def major(self, minor: int, currency: str, day: date) -> Decimal:
        amount = Decimal(minor).scaleb(-exponent(currency))
        if currency == self.base:
            return amount
        places = Decimal(1).scaleb(-exponent(self.base))
        return (amount * self._rate(currency, day)).quantize(places, ROUND_HALF_EVEN)

    def _rate(self, currency: str, day: date) -> Decimal:
        if currency not in self._kept:
            rows = Rate.objects.filter(base=self.base, currency=currency).order_by("day")
            self._kept[currency] = list(rows.values_list("day", "rate"))
        found = [rate for since, rate in self._kept[currency] if since <= day]
        if not found:
            raise Invalid(
                "money.no_rate",
                f"There is no rate from {currency} to {self.base} on or before {day}. Add one under Settings, Currencies.",
            )
        return found[-1]


def _margin(
    programme: Programme, rates: _Rates, minor: int, currency: str, margin: int | None, day: date
) -> Decimal:
    if margin is not None:
        return rates.major(margin, currency, day)
    if programme.margin_rate is None:
        raise Invalid(
            "roi.no_margin_rate",
            "Some orders name no margin, and the programme has no margin rate. Set one in the programme.",
        )
    return (rates.major(minor, currency, day) * programme.margin_rate).quantize(CENT, ROUND_HALF_EVEN)


def _inside[M: Model](rows: QuerySet[M], team_id: int | None) -> QuerySet[M]:
    if team_id is not None:
        return rows.filter(team_id=team_id)
    outside = PerimeterExclusion.objects.values("team_id")
    return rows.exclude(team_id__in=outside)


def _mean_interval(values: list[float]) -> tuple[Decimal | None, Decimal | None]:
    if len(values) < 3:
        return None, None
    half = student_t(len(values) - 1) * stdev(values) / math.sqrt(len(values))
    mean = fmean(values)
    return _cents(mean - half), _cents(mean + half)


def student_t(freedom: int) -> float:
    """The 95 % point of Student's t, by the expansion of Cornish and Fisher around the normal's (Abramowitz 26.7.5).

    Right to 0.2 % from three degrees of freedom on; exact for one and two.
    """
    exact = {1: 6.313751515, 2: 2.91998558, 3: 2.353363435, 4: 2.131846786}
    if freedom in exact:
        return exact[freedom]
    x, n = NormalDist().inv_cdf(0.5 + LEVEL / 2), freedom
    terms = (
        (x**3 + x) / (4 * n),
        (5 * x**5 + 16 * x**3 + 3 * x) / (96 * n**2),
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / (384 * n**3),
    )
    return x + sum(terms)


def _cents(value: float) -> Decimal:
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_EVEN)
