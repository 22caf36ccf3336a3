"""Fills the database by COPY, the same rows for the floor and for the product. Deterministic.

Run as `python -m benchmarks.seed ROWS` under benchmarks.floor.settings as the owner; prints a session key and the id of
the person whose page is measured.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

from benchmarks.filling import copy

BEGIN = datetime(2022, 1, 3, 8, tzinfo=UTC)
GIVEN = [
    "Ana",
    "Ben",
    "Clara",
    "David",
    "Elif",
    "Felix",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Katja",
    "Lars",
    "Mia",
    "Nils",
    "Olga",
    "Paul",
    "Rosa",
    "Samir",
    "Tessa",
    "Umut",
]
FAMILY = [
    "Abel",
    "Bauer",
    "Costa",
    "Dvorak",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Horvat",
    "Ito",
    "Jansen",
    "Keller",
    "Moreau",
    "Novak",
    "Okafor",
    "Petersen",
]
FIRST_EVENT = 1_000  # those of the staff come before
RARE = "Anderson"  # about 844 in 100,000
FIRST = [
    "Northwind",
    "Polar",
    "Fernleaf",
    "Juniper",
    "Merula",
    "Helios",
    "Kestrel",
    "Orbis",
    "Tamarind",
    "Saffron",
    "Atlas",
    "Lumen",
    "Cobalt",
    "Basalt",
]


def main(rows: int) -> None:
    from django.db import connection

    people, companies, deals, entries = rows, rows // 5, rows * 3 // 10, rows * 3
    _tables()
    user = _staff()
    _companies(companies, user)
    _people(people, companies, user)
    _deals(deals, companies, people, user)
    _entries(entries, people)
    other = _restricted()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"session": _session(user), "restricted": _session(other), "person": people // 2}))


def _tables() -> None:
    from django.db import connection

    from benchmarks.floor import models

    with connection.schema_editor() as editor:
        for model in (models.Company, models.Person, models.Entry, models.Order, models.Deal):
            editor.create_model(model)


def _staff() -> Any:
    from accrue.accounts.models import Team
    from accrue.accounts.services import create_user, ensure_built_in_roles
    from accrue.sales.services import ensure_default_pipeline

    ensure_built_in_roles()
    ensure_default_pipeline()
    team = Team.objects.create(name="Bench")
    return create_user(email="bench@example.org", name="Bench", roles=["manager"], team=team)


def _restricted() -> Any:
    """Somebody who sees the records of their team alone, one in 500 of each kind."""
    from django.db import connection

    from accrue.accounts.models import Team
    from accrue.accounts.services import create_user
    from accrue.contacts.models import Company, Person
    from accrue.sales.models import Deal

    team = Team.objects.create(name="Few")
    user = create_user(email="few@example.org", name="Few", roles=["rep"], team=team)
    with connection.cursor() as cursor:
        for model in (Person, Company, Deal):
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET owner_id = %s, team_id = %s WHERE id %% 500 = 0",
                [user.pk, team.pk],
            )
    return user


def _session(user: Any) -> str:
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    store["_auth_user_hash"] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _companies(number: int, user: Any) -> None:
    from accrue.contacts.models import Company
    from benchmarks.floor import models as floor

    names = [f"{FIRST[n % len(FIRST)]} {n:06d}" for n in range(1, number + 1)]
    columns = "id, name, domain, email, phone, phone_e164, country, industry, city, owner_id, team_id, created_at, version"
    copy(
        Company,
        columns,
        (
            (n, name, f"c{n}.example", "", "", "", "DE", "", "", user.pk, user.team_id, BEGIN, 1)
            for n, name in enumerate(names, 1)
        ),
    )
    copy(floor.Company, "id, name", enumerate(names, 1))


def _people(number: int, companies: int, user: Any) -> None:
    from accrue.contacts.models import Person
    from benchmarks.floor import models as floor

    columns = (
        "id, given_name, family_name, email, phone, phone_e164, country, job_title, source, segment, company_id, owner_id, "
        "team_id, created_at, version"
    )
    copy(
        Person,
        columns,
        (
            (
                n,
                g,
                f,
                mail,
                phone,
                "",
                "DE",
                "",
                "",
                "",
                1 + n % companies,
                user.pk,
                user.team_id,
                BEGIN + timedelta(minutes=n),
                1,
            )
            for n, g, f, mail, phone in _persons(number)
        ),
    )
    copy(
        floor.Person,
        "id, name, email, phone, company_id, search, trigrams",
        (
            (n, f"{g} {f}", mail, phone, 1 + n % companies, text, sorted(_trigrams(text)))
            for n, g, f, mail, phone in _persons(number)
            for text in [f"{g} {f} {mail} {phone}".lower()]
        ),
    )


def _persons(number: int) -> Iterator[tuple[int, str, str, str, str]]:
    source = random.Random(11)
    for n in range(1, number + 1):
        given = source.choice(GIVEN)
        family = RARE if source.random() < 0.00844 else source.choice(FAMILY)
        yield n, given, family, f"{given}.{family}.{n}@c{n % 997}.example".lower(), f"+49 40 {n:07d}"


def _trigrams(text: str) -> set[str]:
    return {word[n : n + 3] for word in text.split() for n in range(len(word) - 2)}


def _deals(number: int, companies: int, people: int, user: Any) -> None:
    from accrue.sales.models import Deal, Stage
    from benchmarks.floor import models as floor

    stages = list(Stage.objects.order_by("position"))
    source, rows = random.Random(13), []
    for n in range(1, number + 1):
        stage = source.randrange(len(stages))
        rows.append(
            (
                n,
                f"Deal {n}",
                1 + n % companies,
                stage,
                source.randrange(100_000, 9_000_000),
                _close(source, n),
            )
        )
    columns = (
        "id, name, amount_minor, currency, follows_lines, expected_close, pipeline_id, stage_id, position, stage_since, "
        "person_id, company_id, owner_id, team_id, source, lost_note, closed_at, created_at, version"
    )
    copy(
        Deal,
        columns,
        (
            (
                n, name, amount, "EUR", False, close, stages[stage].pipeline_id, stages[stage].pk, n * 1024, BEGIN,
                1 + n % people, company, user.pk, user.team_id, "", "",
                None if stages[stage].kind == "open" else BEGIN + timedelta(minutes=n), BEGIN, 1,
            )
            for n, name, company, stage, amount, close in rows
        ),
    )  # fmt: skip
    copy(
        floor.Deal,
        "id, name, company_id, stage, amount, close, position",
        ((n, name, c, s, a, d, n) for n, name, c, s, a, d in rows),
    )


def _close(source: random.Random, n: int) -> date:
    return (BEGIN + timedelta(days=source.randrange(1_800))).date()


def _entries(number: int, people: int) -> None:
    """Facts on timelines: three a person on average, 200 for the person whose page is measured."""
    from accrue.events.models import Event, Mention
    from benchmarks.floor import models as floor

    def entries() -> Iterator[tuple[int, int, datetime]]:
        for n in range(number):
            person = people // 2 if n < 200 else 1 + (n - 200) % people
            yield FIRST_EVENT + n, person, BEGIN + timedelta(minutes=3 * n)

    data = json.dumps({"person_id": 0, "fields": ["phone"]})
    events = ((n, "PersonEdited", at, at, "person", person, data) for n, person, at in entries())
    copy(Event, "id, name, occurred_at, recorded_at, subject_kind, subject_id, data", events)
    mentions = ((n, n, "person", person, "changes", at) for n, person, at in entries())
    copy(Mention, 'id, event_id, kind, record_id, "group", occurred_at', mentions)
    lines = ((n, person, at, "Details changed: phone") for n, person, at in entries())
    copy(floor.Entry, "id, person_id, at, text", lines)
    copy(floor.Order, "id, person_id, amount", ((n, 1 + n % people, n) for n in range(1, people // 2)))


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
