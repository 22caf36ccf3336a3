"""Which facts tables hold anything, asked of the records themselves: what can be measured before anybody measures."""

from __future__ import annotations

from django.db import connection

from accrue.metrics.sources import current_perimeter, sources
from accrue.metrics.writing import bare_sql
from accrue_facts.measures.definition import Measure


def tables_held() -> frozenset[str]:
    """One question to the database; it stops at the first row of each table."""
    every = sources()
    columns = ", ".join(f"EXISTS ({bare_sql(source.query)})" for source in every)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", current_perimeter().parameters)
        found = cursor.fetchone()
    return frozenset(source.table for source, holds in zip(every, found, strict=True) if holds)


def lacking(measure: Measure, held: frozenset[str]) -> str:
    """What has to be recorded first, in words; empty where the measure can be read."""
    needed = measure.tables[1:] if held.intersection(measure.also) else measure.tables
    missing = next((name for name in needed if name not in held), "")
    return missing.replace("_", " ")
