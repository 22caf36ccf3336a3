"""Numbers without gaps: a number is used up only by the transaction that keeps it."""

from __future__ import annotations

from django.db import connection

ORDERS, INVOICES = "O", "I"


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
