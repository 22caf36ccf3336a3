"""Dated rates, set by those who may write currencies."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction

from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.errors import AccrueError, Invalid
from accrue.money import services as money
from accrue.money.models import Rate
from accrue.money.selectors import base_currency

COLUMNS = ("currency", "day", "rate")
MOST_ROWS = 20_000


@transaction.atomic
def set_rate(*, actor: User, currency: str, day: date, rate: Decimal) -> Rate:
    """Keep what one unit of `currency` is worth in the base currency from `day` on."""
    access.require(actor, Action.EDIT, "currency")
    if day.year < 1900:
        raise Invalid("billing.rate_day", "A rate's day is after 1900.", fields={"day": "After 1900."})
    return money.set_rate(base=base_currency(), currency=currency.strip().upper(), day=day, rate=rate)


@transaction.atomic
def delete_rate(*, actor: User, rate_id: int) -> None:
    access.require(actor, Action.DELETE, "currency")
    Rate.objects.filter(pk=rate_id).delete()


@transaction.atomic
def choose_base_currency(*, actor: User, code: str) -> None:
    access.require(actor, Action.EDIT, "currency")
    money.set_base_currency(code.strip().upper())


def import_rates(*, actor: User, text: str) -> int:
    """Rates from CSV with the columns currency, day (2026-11-21) and rate; all or none. Returns how many.

    Raises Invalid that names the row and column of every problem, ten at most.
    """
    access.require(actor, Action.EDIT, "currency")
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
    if missing:
        raise Invalid(
            "billing.rates_columns",
            f"The file lacks the column {', '.join(missing)}. It needs currency, day, rate.",
        )
    with transaction.atomic():
        problems: list[str] = []
        count = 0
        for count, row in enumerate(reader, 1):
            if count > MOST_ROWS:
                problems.append(f"more than {MOST_ROWS:,} rows: split the file")
                break
            problems += _import_row(actor, count + 1, row)
        if problems:
            more = f" … and {len(problems) - 10} more" if len(problems) > 10 else ""
            raise Invalid("billing.rates_rows", f"Nothing was imported. {'; '.join(problems[:10])}{more}.")
        if not count:
            raise Invalid("billing.rates_empty", "The file has no rows beneath its heading.")
    return count


def _import_row(actor: User, number: int, row: dict[str, str | None]) -> list[str]:
    try:
        day = date.fromisoformat((row["day"] or "").strip())
    except ValueError:
        return [f"row {number}, day: “{row['day']}” is not a day like 2026-11-21"]
    try:
        rate = Decimal((row["rate"] or "").strip())
        if not rate.is_finite() or not 0 < rate < Decimal(10) ** 10:
            raise InvalidOperation
    except InvalidOperation:
        return [f"row {number}, rate: “{row['rate']}” is not a number above zero like 0.9231"]
    try:
        set_rate(actor=actor, currency=row["currency"] or "", day=day, rate=rate)
    except AccrueError as error:
        return [f"row {number}, currency: {error.message}"]
    return []
