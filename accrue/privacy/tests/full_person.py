"""A person on whom everything hangs that may, every text of it a canary; and the search for canaries everywhere."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import CharField, TextField
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts.models import IdempotentRequest, User
from accrue.activities.services import add_file, write_comment
from accrue.billing.models import Invoice
from accrue.billing.services import issue_invoice, receive_payment, take_order
from accrue.billing.services.orders import Buyer, OrderItem
from accrue.contacts.models import Person
from accrue.contacts.services import create_person, edit_person
from accrue.events import data_map
from accrue.exchange.models import ExternalId, Import, ImportRow
from accrue.exchange.services import files
from accrue.experiments.models import Assignment, Experiment
from accrue.filters.models import Opening, View
from accrue.filters.spelling import learn_words
from accrue.metrics.models import MeasureAnswer
from accrue.operations.models import JobFailure
from accrue.privacy.services.consents import record_consent
from accrue.privacy.services.emptying import is_append_only
from accrue.quality.models import Pair
from accrue.quality.services import merge
from accrue.sales.models import Stage
from accrue.sales.services import ensure_default_pipeline, open_deal, win_deal

CANARY = "zanarie"
EMAIL, OLD_EMAIL = f"{CANARY}mail@example.org", f"{CANARY}old@example.org"
PHONE = "+49405557123"
FULL_NAME = f"{CANARY}given {CANARY}family"


def full_person(actor: User, at: datetime) -> Person:
    """Somebody with a deal, an order, an invoice half paid, a twin merged in, a pair, and traces everywhere."""
    person = create_person(
        actor=actor,
        given_name=f"{CANARY}given",
        family_name=f"{CANARY}family",
        email=OLD_EMAIL,
        phone=PHONE,
        job_title=f"{CANARY}title",
        country="DE",
        segment=f"{CANARY}segment",
        source=f"{CANARY}source",
    )
    edit_person(actor=actor, person_id=person.pk, version=1, email=EMAIL)
    _sell(actor, person)
    record_consent(
        actor=actor,
        person_id=person.pk,
        purpose="newsletter",
        is_given=True,
        how="form",
        evidence=f"{CANARY}evidence",
        source=f"{CANARY}page",
    )
    _match(actor, person)
    _import(actor, person)
    add_file(
        actor=actor,
        kind="person",
        record_id=person.pk,
        name=f"{CANARY}file.txt",
        chunks=[f"{CANARY}content".encode()],
    )
    _fill(person)
    Person.objects.filter(pk=person.pk).update(custom={"note": f"{CANARY}custom"})
    learn_words(everything=True)
    _leave_traces(actor, person)
    person.refresh_from_db()
    return person


def _sell(actor: User, person: Person) -> None:
    stage = Stage.objects.filter(pipeline=ensure_default_pipeline(), kind="open").first()
    assert stage is not None
    deal = open_deal(
        actor=actor,
        stage_id=stage.pk,
        fields={
            "name": f"{CANARY}deal",
            "amount_minor": 5_000,
            "person_id": person.pk,
            "source": f"{CANARY}way",
        },
    )
    win_deal(actor=actor, deal_id=deal.pk)
    order = take_order(
        actor=actor,
        buyer=Buyer(person_id=person.pk, source=f"{CANARY}shop"),
        currency="EUR",
        items=[OrderItem("Chair", 20_000, Decimal(2))],
    )
    invoice = Invoice.objects.filter(order=order).first() or issue_invoice(order_id=order.pk, actor=actor)
    assert invoice is not None
    admin = User.objects.filter(roles__key="administrator").first()
    assert admin is not None
    receive_payment(actor=admin, invoice_id=invoice.pk, amount=invoice.amount, reference=f"{CANARY}reference")
    experiment = Experiment.objects.create(
        key="offer", name="Offer", seed=1, starts_at=clock.now(), owner=actor
    )
    Assignment.objects.create(
        experiment=experiment,
        person=person,
        arm="treated",
        assigned_at=clock.now(),
        pre_value=Decimal("12.5"),
    )


def _match(actor: User, person: Person) -> None:
    twin = create_person(
        actor=actor, given_name=f"{CANARY}given", family_name=f"{CANARY}twin", job_title=f"{CANARY}boss"
    )
    keep = Person.objects.get(pk=person.pk)
    for one in (keep, twin):
        write_comment(actor=actor, kind="person", record_id=one.pk, text=f"{CANARY}said of {one.pk}")
    merge(
        actor=actor,
        kind="person",
        keep_id=keep.pk,
        away_id=twin.pk,
        choices={"family_name": "keep", "job_title": "away"},
        versions=(keep.version, twin.version),
    )
    other = create_person(actor=actor, given_name="Somebody", family_name="Else")
    write_comment(actor=actor, kind="person", record_id=other.pk, text=f"Ask {EMAIL.upper()} first")
    Pair.objects.create(
        kind="person",
        left_id=keep.pk,
        right_id=other.pk,
        certainty=0.9,
        reasons=[["email", f"{CANARY}reason"]],
    )
    Opening.objects.create(user=actor, kind="person", record_id=keep.pk, weight=1, last_at=clock.now())


def _import(actor: User, person: Person) -> None:
    batch = Import.objects.create(
        kind="person",
        file_name="people.csv",
        state="done",
        owner=actor,
        columns=[
            {"name": "E-mail", "filled": 1, "examples": [f"{CANARY}cell"], "values": {f"{CANARY}cell": 1}}
        ],
    )
    files.keep(batch.pk, [f"name\n{CANARY}cell\n".encode()])
    ImportRow.objects.create(
        batch=batch,
        number=2,
        data=[f"{CANARY}cell"],
        state="created",
        record_id=person.pk,
        before={"email": f"{CANARY}before"},
    )
    other = Import.objects.create(kind="company", file_name="companies.csv", state="done", owner=actor)
    ImportRow.objects.create(batch=other, number=2, data=["Acme", f"call {FULL_NAME}"], state="created")
    ExternalId.objects.create(kind="person", system="shop", value=f"{CANARY}key", record_id=person.pk)


def _fill(person: Person) -> None:
    """Every other personal text of whatever is about the person, found by the map."""
    for table in data_map.tables():
        if table.whose != "person" or not table.by or table.fate is not data_map.Fate.BLANK:
            continue
        if is_append_only(table.django):
            continue
        rows = table.django._base_manager.filter(table.about([person.pk]))
        for name in table.erased if table.model != "contacts.Person" else ():
            column = table.django._meta.get_field(name)
            if isinstance(column, CharField | TextField) and (column.max_length or 99) > 30:
                rows.filter(**{name: ""}).update(**{name: f"{CANARY}{name.replace('_', '')}"})
                if column.null:
                    rows.filter(**{f"{name}__isnull": True}).update(
                        **{name: f"{CANARY}{name.replace('_', '')}"}
                    )


def _leave_traces(actor: User, person: Person) -> None:
    JobFailure.objects.create(
        job_id=1, kind="mail", reason=f"550 {EMAIL} unknown", trace=f"to {OLD_EMAIL}", failed_at=clock.now()
    )
    IdempotentRequest.objects.create(
        user=actor, key="k", fingerprint="f", status=201, body=json.dumps({"email": EMAIL}).encode()
    )
    View.objects.create(kind="person", name="Mine", owner=actor, sharing="me", q=FULL_NAME)
    MeasureAnswer.objects.create(
        key="m", question={"measure": "margin"}, answer={"rows": [[f"{CANARY}segment", 3]]}
    )
    app.configure_task("filters.learn_new_words", queue="schedule").defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET args = jsonb_build_object('to', %s::text), status = 'failed' WHERE task_name = %s",
            [EMAIL, "filters.learn_new_words"],
        )


def places_with(text: str, *folders: Path) -> list[str]:
    """Every table and column, and every file of the folders, in which `text` stands in any case."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        )
        for table, column, kind in cursor.fetchall():
            value = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {value} ILIKE %s', [f"%{text}%"])
            if count := cursor.fetchone()[0]:
                found.append(f"{table}.{column}: {count}")
    for folder in (Path(settings.MEDIA_ROOT), *folders):
        for path in folder.rglob("*"):
            if path.is_file() and text.encode() in path.read_bytes().lower():
                found.append(str(path))
    return found
