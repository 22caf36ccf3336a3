"""Lists and pages of orders, invoices, payments and currencies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.models import FieldRule, Role
from accrue.billing.models import Invoice, Order
from accrue.billing.services import OrderRow, import_orders
from accrue.money.models import Rate
from accrue.money.selectors import base_currency
from accrue.sales.services import win_deal

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


def fill(floor, start, count):
    rows = [
        OrderRow(
            START + timedelta(hours=start + n),
            100_00 + n,
            "EUR",
            margin_minor=10_00,
            person_id=floor.person.pk,
            company_id=floor.company.pk,
            owner_id=floor.rep.pk,
            team_id=floor.north.pk,
            paid_at=START + timedelta(days=90) if n % 2 else None,
        )
        for n in range(count)
    ]
    return import_orders(actor=None, rows=rows)


@pytest.mark.parametrize(("url", "most"), [("/orders/", 8), ("/invoices/", 12), ("/payments/", 8)])
def test_a_list_costs_no_more_with_more_rows(floor, client, url, most):
    client.force_login(floor.rep)
    counts = []
    for size in (120, 60):
        fill(floor, 1000 * len(counts), size)
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= most, [q["sql"][:80] for q in seen]


def test_the_pages_of_an_order_and_its_invoice(floor, client, work):
    win_deal(actor=floor.rep, deal_id=floor.deal().pk)
    work()
    order, invoice = Order.objects.get(), Invoice.objects.get()
    client.force_login(floor.rep)
    text = client.get(f"/orders/{order.pk}/").content.decode()
    assert "€7,300.00" in text
    assert invoice.number in text
    page = client.get(f"/invoices/{invoice.pk}/").content.decode()
    assert "Record payment" not in page, "a rep may not record payments"
    client.force_login(floor.finance)
    form = client.get(f"/invoices/{invoice.pk}/pay/").content.decode()
    assert 'value="7300.00"' in form
    data = {"amount_amount": "7300.01", "amount_currency": "EUR", "received_at": clock.today().isoformat()}
    refused = client.post(f"/invoices/{invoice.pk}/pay/", data)
    assert refused.status_code == 422
    assert "Only €7,300.00 is open" in refused.content.decode()
    assert client.post(f"/invoices/{invoice.pk}/pay/", data | {"amount_amount": "7300"}).status_code == 302
    assert "Paid" in client.get(f"/invoices/{invoice.pk}/").content.decode()
    assert invoice.number in client.get("/payments/").content.decode()


def test_a_rep_reads_the_timeline_of_what_was_paid(floor, client, work):
    """Facts about orders, invoices and payments together, each narrowed to what a team may see."""
    fill(floor, 0, 2)
    client.force_login(floor.rep)
    for order in Order.objects.all():
        assert client.get(f"/orders/{order.pk}/").status_code == 200
        invoice = order.invoices.get()
        page = client.get(f"/invoices/{invoice.pk}/")
        assert page.status_code == 200
        assert ("Payment received" in page.content.decode()) == (invoice.state == "paid")


def test_an_overdue_invoice_says_so(floor, client):
    fill(floor, 0, 1)
    client.force_login(floor.rep)
    assert "Overdue" in client.get("/invoices/?view=overdue").content.decode()
    assert client.get("/invoices/").context["owed"].overdue.amount.minor == 100_00


def test_cancelling_from_the_page(floor, client, work):
    win_deal(actor=floor.rep, deal_id=floor.deal().pk)
    work()
    order = Order.objects.get()
    client.force_login(floor.manager)
    assert client.post(f"/orders/{order.pk}/cancel/", {"reason": ""}).status_code == 422
    assert client.post(f"/orders/{order.pk}/cancel/", {"reason": "Ordered twice"}).status_code == 302
    assert Invoice.objects.filter(amount_minor__lt=0).count() == 1
    for invoice in Invoice.objects.all():
        assert client.get(f"/invoices/{invoice.pk}/").status_code == 200


def test_hidden_margins_and_amounts_are_nowhere(floor, client):
    role = Role.objects.get(key="rep")
    for kind, field in [
        ("order", "margin"),
        ("order", "amount"),
        ("invoice", "amount"),
        ("payment", "amount"),
    ]:
        FieldRule.objects.create(role=role, kind=kind, field=field, level="hide")
    [order] = import_orders(
        actor=None,
        rows=[
            OrderRow(
                START, 8_765_43, "EUR", margin_minor=4_321_99, person_id=floor.person.pk,
                owner_id=floor.rep.pk, team_id=floor.north.pk, paid_at=START,
            )
        ],
    )  # fmt: skip
    invoice = order.invoices.get()
    client.force_login(floor.rep)
    for url in [
        "/orders/", f"/orders/{order.pk}/", "/invoices/", f"/invoices/{invoice.pk}/", "/payments/",
        f"/orders/of-person/{floor.person.pk}/",
    ]:  # fmt: skip
        text = client.get(url).content.decode()
        assert "8,765" not in text, url
        assert "4,321" not in text, url


def test_rates_are_set_imported_and_removed(floor, client):
    client.force_login(floor.finance)
    data = {"currency": "USD", "day": "2026-11-02", "rate": "0.92"}
    assert client.post("/currencies/rate/", data).status_code == 302
    assert "0.92 EUR" in client.get("/currencies/").content.decode()
    good = SimpleUploadedFile("r.csv", b"currency,day,rate\nusd,2026-11-03,0.93\nCHF,2026-11-03,1.05\n")
    assert client.post("/currencies/import/", {"file": good}).status_code == 302
    assert Rate.objects.count() == 3
    bad = SimpleUploadedFile(
        "r.csv",
        b"currency,day,rate\nGBP,2026-11-03,1.1\nXQQ,2026-11-03,1\nGBP,3.11.,1\nGBP,2026-11-04,minus\n",
    )
    refused = client.post("/currencies/import/", {"file": bad})
    text = refused.content.decode()
    assert refused.status_code == 422
    for part in ("row 3, currency: “XQQ”", "row 4, day: “3.11.”", "row 5, rate: “minus”"):
        assert part in text
    assert Rate.objects.count() == 3, "all rows or none"
    assert client.post(f"/currencies/rates/{Rate.objects.first().pk}/delete/").status_code == 302
    assert client.post("/currencies/base/", {"base": "USD"}).status_code == 302
    assert base_currency() == "USD"
    client.force_login(floor.rep)
    assert client.get("/currencies/").status_code == 200
    assert client.get("/currencies/rate/").status_code == 403


@pytest.mark.parametrize(
    "text", ["", "currency,day\n", "currency,day,rate\n", "\x00\x01", "currency;day;rate\nUSD;2026-01-01;1"]
)
def test_a_file_of_rates_that_cannot_be(floor, text):
    from accrue.billing.services import import_rates
    from accrue.errors import Invalid

    with pytest.raises(Invalid):
        import_rates(actor=floor.finance, text=text)


def test_what_a_deal_led_to_stands_on_its_page(floor, client, work):
    deal = floor.deal()
    client.force_login(floor.rep)
    assert "Winning this deal" in client.get(f"/orders/of-deal/{deal.pk}/").content.decode()
    win_deal(actor=floor.rep, deal_id=deal.pk)
    work()
    text = client.get(f"/orders/of-deal/{deal.pk}/").content.decode()
    assert Order.objects.get().number in text
    assert Invoice.objects.get().number in text
    assert Decimal(Order.objects.get().amount_minor) == 7_300_00
