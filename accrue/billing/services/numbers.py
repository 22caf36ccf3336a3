"""Numbers without gaps: a number is used up only by the transaction that keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.db import connection

ORDERS, INVOICES = "O", "I"
BROUGHT = "E"
"""Of invoices and credit notes written elsewhere: they leave no gap among our own when they are taken back."""


def numbers_by_year(series: str, years: Sequence[int]) -> list[str]:
    """A number for each, in one stroke a year; the years come in order."""
    return [
        number for year, group in groupby(years) for number in next_numbers(series, year, len(list(group)))
    ]


def next_numbers(series: str, year: int, count: int = 1) -> list[str]:
    """The next `count` numbers of a year, such as “O-2026-0001”. Others wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO billing_sequence (series, year, last) VALUES (%s, %s, %s)
            ON CONFLICT (series, year) DO UPDATE SET last = billing_sequence.last + EXCLUDED.last
            RETURNING last
            """,
            [series, year, count],
        )
        last = int(cursor.fetchone()[0])
    return [f"{series}-{year}-{n:04d}" for n in range(last - count + 1, last + 1)]
