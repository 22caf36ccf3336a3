"""How many people a second of CPU creates one by one, and imports. Run under the floor's settings and under the product's.

`python -m benchmarks.rates floor|product DATABASE_PID` prints JSON: {what is done: rows by second of CPU}. The product looks for
whom a row may mean before it creates, records the fact and keeps the history. An import is one of the wizard:
a CSV file is read, its columns placed, every row compared with who is there, written with fact and history, and
accounted for. The floor writes the same rows into its own tables: person, fact, history.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable
from typing import Any

import django

from accrue.exchange.tests.messy import family_name
from benchmarks.cpu import tree_ms

CREATED, IMPORTED = 150, 10_000
type Row = dict[str, Any]


def rows(number: int, name: str) -> list[Row]:
    return [
        {
            "given_name": "Ada",
            "family_name": f"{name[0]}{family_name(n)}",
            "email": f"{family_name(n)}@{name}.example".lower(),
            "phone": f"+49 40 {ord(name[0])}{n:06d}",
        }
        for n in range(number)
    ]


def floor() -> tuple[Callable[[Row], Any], Callable[[list[Row]], Any]]:
    from django.db import transaction

    from benchmarks.floor.models import Entry, Person
    from benchmarks.seed import _trigrams

    def person(row: Row) -> Person:
        name = f"{row['given_name']} {row['family_name']}"
        text = f"{name} {row['email']} {row['phone']}".lower()
        return Person(
            name=name,
            email=row["email"],
            phone=row["phone"],
            company_id=1,
            search=text,
            trigrams=sorted(_trigrams(text)),
        )

    def entries(people: list[Person], text: str) -> list[Entry]:
        from accrue import clock

        now = clock.now()
        return [Entry(person=one, at=now, text=text) for one in people]

    @transaction.atomic
    def create(row: Row) -> None:
        Person._default_manager.filter(email=row["email"]).exists()
        made = person(row)
        made.save(force_insert=True)
        Entry._default_manager.bulk_create(entries([made], "created") + entries([made], "history"))

    @transaction.atomic
    def take(many: list[Row]) -> None:
        made = Person._default_manager.bulk_create(map(person, many), batch_size=2_000)
        Entry._default_manager.bulk_create(
            entries(made, "created") + entries(made, "history"), batch_size=2_000
        )

    return create, take


def product() -> tuple[Callable[[Row], Any], Callable[[list[Row]], Any]]:
    from accrue.accounts.models import User
    from accrue.contacts import selectors, services
    from accrue.exchange.services import running, uploading

    actor = User.objects.get(email="bench@example.org")

    def create(row: Row) -> None:
        selectors.alike(actor, "person", [row])
        services.create_person(actor=actor, **row)

    def take(many: list[Row]) -> None:
        out = io.StringIO()
        writer = csv.DictWriter(out, ["given_name", "family_name", "email", "phone"])
        writer.writeheader()
        writer.writerows(many)
        batch = uploading.receive(
            actor=actor, name="rates.csv", chunks=[out.getvalue().encode()], kind="person"
        )
        if batch.state == "reading":
            uploading.read_file(import_id=batch.pk)
        running.start(actor=actor, import_id=batch.pk)
        running.run(batch.pk, until=lambda: False)
        batch.refresh_from_db()
        if batch.created < 0.95 * len(many):  # a few names are alike by chance
            raise RuntimeError(f"{batch.created} of {len(many)} rows came in")

    return create, take


def measured(what: str, database: int) -> dict[str, float]:
    create, take = (floor if what == "floor" else product)()
    one_by_one, at_once = rows(CREATED + 20, "Create"), rows(IMPORTED + 100, "Import")
    for row in one_by_one[:20]:
        create(row)
    take(at_once[:100])

    def created() -> None:
        for row in one_by_one[20:]:
            create(row)

    return {
        "create": CREATED / _seconds(created, database),
        "import": IMPORTED / _seconds(lambda: take(at_once[100:]), database),
    }


def _seconds(work: Callable[[], None], database: int) -> float:
    """CPU seconds of this process and the database's."""
    before = tree_ms(os.getpid()) + tree_ms(database)
    work()
    return (tree_ms(os.getpid()) + tree_ms(database) - before) / 1000


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
