"""Records to export, and what stands in the files."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from accrue.accounts.models import Team
from accrue.billing.services.imports import OrderRow
from accrue.contacts.models import Person


def person(name: str, team: Team | None = None) -> Person:
    return Person.objects.create(
        given_name=name, family_name="Test", team=team, source='say "hi", you\nthere'
    )


def order(buyer: Person | None, at: datetime, minor: int, currency: str = "EUR", **more: object) -> OrderRow:
    return OrderRow(
        ordered_at=at,
        amount_minor=minor,
        currency=currency,
        person_id=buyer.pk if buyer else None,
        is_invoiced=False,
        **more,
    )


def rows(directory: Path, table: str) -> list[dict[str, str]]:
    with (directory / f"{table}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
