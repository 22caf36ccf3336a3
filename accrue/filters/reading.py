"""For whom a tree is compiled: what is theirs, what day it is there, and what a currency is worth."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import Membership, User
from accrue.filters.periods import Period
from accrue.money.currencies import exponent
from accrue.money.selectors import BooksOn, books_of


def look(column: Any, lookup: str, value: Any) -> Q:
    """A lookup on a path, or on an expression that knows its own type."""
    if isinstance(column, str):
        return Q(**{f"{column}__{lookup}": value})
    return Q(column.get_lookup(lookup)(column, value))


@dataclass
class Reader:
    """One reader at one moment; what the database must be asked for is asked once, and only when needed."""

    actor: User

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The reader's own zone, so that a job finds the same rows as a page."""
        return zoneinfo.ZoneInfo(self.actor.time_zone or timezone.get_default_timezone_name())

    @cached_property
    def today(self) -> date:
        return clock.now().astimezone(self.zone).date()

    def days(self, value: date | Period) -> tuple[date, date]:
        """The first and last day of a day or period."""
        return value.days(self.today) if isinstance(value, Period) else (value, value)

    def begins(self, day: date) -> datetime:
        """The first moment of a day where the reader is."""
        return datetime.combine(day, time.min, self.zone)

    def within(self, column: Any, is_moment: bool, first: date | None, last: date | None) -> Q:
        """The column lies in these days, both included; None leaves that side open."""
        found = look(column, "isnull", False)
        if first is not None:
            found &= look(column, "gte", self.begins(first) if is_moment else first)
        if last is not None:
            after = last + timedelta(days=1)
            found &= look(column, "lt", self.begins(after) if is_moment else after)
        return found

    @property
    def team_ids(self) -> frozenset[int]:
        return access.access_of(self.actor).team_ids

    def users(self, column: Any, values: tuple[int | str, ...]) -> Q:
        """The column names one of these users: ids, “me”, or “my_team” (everybody in a team of mine)."""
        ids = {self.actor.pk if value == "me" else value for value in values if value != "my_team"}
        found = look(column, "in", ids)
        if "my_team" in values:
            mates = Membership.objects.filter(team_id__in=self.team_ids).values("user_id")
            found |= look(column, "in", mates) | look(column, "exact", self.actor.pk)
        return found

    @cached_property
    def worth(self) -> dict[str, Decimal]:
        """What one minor unit of each currency is worth today, in the base currency; without those no rate is known of."""
        read = User.objects.filter(pk=self.actor.pk).values_list(BooksOn(self.today), flat=True).get()
        base, rates = books_of(read)
        found = {code: rate.scaleb(-exponent(code)) for code, (rate, _) in rates.items()}
        return found | {base: Decimal(1).scaleb(-exponent(base))}

    @cached_property
    def base(self) -> str:
        """The base currency of the books."""
        read = User.objects.filter(pk=self.actor.pk).values_list(BooksOn(self.today), flat=True).get()
        return books_of(read)[0]

    def worth_beside(self, currency: str) -> dict[str, Decimal]:
        """As `worth`, for comparing with an amount of this currency: alone where no rate of its own is known."""
        if currency in self.worth:
            return self.worth
        return {currency: Decimal(1).scaleb(-exponent(currency))}
