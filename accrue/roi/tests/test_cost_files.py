"""The ledger as a file: out without formulas and without what one may not see, in again row by row or not at all."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accrue.accounts.models import User
from accrue.events.models import Event
from accrue.money import Money
from accrue.roi.ledger_csv import read
from accrue.roi.models import Cost, Programme
from accrue.roi.services import approve_cost, enter_cost, withdraw_cost
from accrue.roi.services.costs import CostEntry
from accrue.roi.tests.test_pages import signed_in, text_of
from accrue.standards.cells import as_it_was, inert

HEAD = "category,amount,currency,incurred_on"
NOTES = (
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    " =1",
    "＝1",
    "'=1",
    "''x",
    "'plain",
    'a;b,"c"',
    "two\nlines",
    "plain",
)


def upload(client: Client, text: str | bytes, **more: str):
    content = text.encode() if isinstance(text, str) else text
    return client.post(reverse("roi:import_costs"), {"file": SimpleUploadedFile("costs.csv", content)} | more)


def exported(client: Client) -> str:
    return b"".join(client.get(reverse("roi:export_costs")).streaming_content).decode()


@pytest.mark.parametrize("note", [*NOTES, "\r=1", "\n-1"])
def test_a11_no_text_is_a_formula_and_all_of_it_comes_back(note: str) -> None:
    kept = inert(note)
    assert not kept.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert as_it_was(kept) == note


def test_the_ledger_goes_out_and_comes_in_again(
    finance: User, second_finance: User, programme: Programme
) -> None:
    made = [
        enter_cost(
            actor=finance,
            entry=CostEntry(
                category="media", amount=Money(-1_050 - i, "EUR"), incurred_on=date(2026, 1, 15), note=note
            ),
        )
        for i, note in enumerate(NOTES)
    ]
    enter_cost(
        actor=finance,
        entry=CostEntry(
            category="training",
            amount=Money(12_000, "JPY"),
            incurred_on=date(2026, 2, 1),
            spread_months=12,
        ),
    )
    approve_cost(actor=second_finance, cost=made[0])
    client = signed_in(finance)
    text = exported(client)
    assert [one.data["rows"] for one in Event.objects.filter(name="CostsExported")] == [Cost.objects.count()]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (rows[0]["state"], rows[0]["amount"], rows[-1]["amount"]) == ("approved", "-10.50", "12000")
    page = upload(client, text, enter="1")
    assert page.status_code == 422, "they are in the ledger already"
    assert "in the ledger already, number" in text_of(page)
    before = list(
        Cost.objects.order_by("pk").values_list(
            "category", "amount_minor", "currency", "note", "spread_months"
        )
    )
    for cost in Cost.objects.all():
        withdraw_cost(actor=finance, cost=cost, reason="Again")
    assert "does not count any more" in text_of(upload(client, exported(client)))
    assert upload(client, text, enter="1").status_code == 302
    after = Cost.objects.filter(withdrawn_at=None).order_by("pk")
    told = list(after.values_list("category", "amount_minor", "currency", "note", "spread_months"))
    assert told == before


def test_rows_are_looked_at_first_and_entered_once(finance: User, programme: Programme) -> None:
    client = signed_in(finance)
    text = f'{HEAD},note\r\nmedia,12.50,EUR,2026-01-02,"a\r\nb"\r\nTraining,3,EUR,2026-01-03,\r\n'
    page = upload(client, text)
    assert "2 rows" in text_of(page)
    assert not Cost.objects.exists()
    again = {"text": text, "enter": "1"}
    assert client.post(reverse("roi:import_costs"), again).status_code == 302
    assert client.post(reverse("roi:import_costs"), again).status_code == 422
    assert sorted(Cost.objects.values_list("category", "amount_minor")) == [
        ("media", 1250),
        ("training", 300),
    ]
    assert Event.objects.filter(name="CostEntered").count() == 2


def test_every_row_says_what_is_wrong_and_nothing_is_entered(finance: User, programme: Programme) -> None:
    wrong = {
        "media,x,EUR,2026-01-02": "amount: write it like",
        "media,1.234,EUR,2026-01-02": "2 decimal places",
        "media,NaN,EUR,2026-01-02": "amount:",
        "media,1e400,EUR,2026-01-02": "amount:",
        "media,0,EUR,2026-01-02": "amount:",
        "media,1,EURO,2026-01-02": "currency:",
        "media,1,EUR,02.01.2026": "incurred_on:",
        "coffee,1,EUR,2026-01-02": "category:",
        "media,1,EUR,2026-01-02,more": "more cells",
    }
    page = upload(signed_in(finance), "\n".join([HEAD, "media,1,EUR,2026-01-02", *wrong]), enter="1")
    assert page.status_code == 422
    said = text_of(page)
    for words in wrong.values():
        assert words in said
    assert f"{len(wrong)} to put right" in said
    assert not Cost.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"a\0b", "no text file"),
        (b"a,b\n1,2\n", "category, amount, currency, incurred_on is missing"),
        (HEAD.encode(), "no row beneath"),
        ((HEAD + "\n" + "media,1,EUR,2026-01-02\n" * 1001).encode(), "at most 1000"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_files_that_cannot_be_read(finance: User, programme: Programme, content: bytes, words: str) -> None:
    page = upload(signed_in(finance), content)
    assert page.status_code == 422
    assert words in text_of(page) or (content == b"" and "empty" in text_of(page))


def test_semicolons_and_labels(programme: Programme) -> None:
    [row] = read(
        "\ufeffCategory;Amount;Currency;incurred_on;recurs\nUser time;5;eur;2026-01-02;Every month\n"
    )
    assert row.entry
    assert (row.entry.category, row.entry.recurs, row.entry.amount) == (
        "user_time",
        "monthly",
        Money(500, "EUR"),
    )


def test_a_look_takes_as_many_queries_whatever_the_rows(finance: User, programme: Programme) -> None:
    client, asked = signed_in(finance), []
    for size in (10, 100):
        with CaptureQueriesContext(connection) as queries:
            upload(client, "\n".join([HEAD, *["media,1,EUR,2026-01-02"] * size]))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 8
