"""A real book of customers: CDNOW, an early music shop on the web.

2,357 people who first bought in the first quarter of 1997, and their 6,919 purchases until the end of June 1998, in US
dollars. Source: Fader & Hardie, “Forecasting repeat sales at CDNOW: A case study” (Interfaces 31, 2001); the file is
the public one-tenth sample, read from the package `lifetimes` 0.11.3, none of whose code is run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

FILE = "lifetimes/datasets/CDNOW_sample.txt"
PEOPLE, PURCHASES = 2_357, 6_919
CALIBRATED_UNTIL, OBSERVED_UNTIL = date(1997, 9, 30), date(1998, 6, 30)
NOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Purchase:
    """`person` counts from 1; `amount` in dollars."""

    person: int
    at: datetime
    pieces: int
    amount: Decimal


def purchases() -> list[Purchase] | None:
    """All of them by date, or None where the package with the data is not installed."""
    try:
        path = Path(str(distribution("lifetimes").locate_file(FILE)))
    except PackageNotFoundError:
        return None
    if not path.is_file():
        return None
    found = [_purchase(line.split()) for line in path.read_text().splitlines() if line.strip()]
    if len(found) != PURCHASES or len({p.person for p in found}) != PEOPLE:
        raise ValueError(f"{FILE} holds {len(found)} purchases, not the {PURCHASES} of the published sample")
    return sorted(found, key=lambda p: (p.at, p.person))


def _purchase(columns: list[str]) -> Purchase:
    _, person, day, pieces, amount = columns
    at = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC) + NOON
    return Purchase(int(person), at, int(pieces), Decimal(amount))
