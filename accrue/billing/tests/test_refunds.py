"""What came in is given back: a negative payment, open again, and the order cancelled where that is meant."""

from __future__ import annotations

import pytest
from django.apps import apps

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.billing.models import Invoice, InvoiceState, Order, OrderState, Payment
from accrue.billing.selectors import owed
from accrue.billing.services import cancel_order, receive_payment, refund_payment
from accrue.billing.tests.test_chain import won
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event, Mention
from accrue.money import Money
from accrue.sales.services import reopen_deal

__all__ = ["won"]


@pytest.fixture
def paid(won):
    receive_payment(actor=won.finance, invoice_id=won.invoice.pk, amount=Money(1200_00, "EUR"))
    return won


def give_back(floor, minor=1200_00, currency="EUR", actor=None, **more):
    return refund_payment(
        actor=actor or floor.finance,
        invoice_id=floor.invoice.pk,
        amount=Money(minor, currency),
        reason=more.pop("reason", "Sent back"),
        **more,
    )


def test_part_of_it_is_open_again_and_can_be_paid_anew(paid):
    refund = give_back(paid, 200_00)
    assert (refund.amount_minor, refund.reference) == (-200_00, "Sent back")
    invoice = Invoice.objects.get(pk=paid.invoice.pk)
    assert (invoice.state, invoice.paid_minor, invoice.open_amount.minor) == ("open", 1000_00, 200_00)
    receive_payment(actor=paid.finance, invoice_id=invoice.pk, amount=Money(200_00, "EUR"))
    invoice.refresh_from_db()
    assert invoice.state == InvoiceState.PAID
    assert sum(p.amount_minor for p in Payment.objects.all()) == 1200_00 == invoice.paid_minor


def test_it_is_a_fact_on_every_timeline_and_in_the_history(paid):
    refund = give_back(paid)
    fact = Event.objects.get(name="PaymentRefunded")
    assert (fact.data["amount_minor"], fact.data["currency"], fact.actor) == (-1200_00, "EUR", paid.finance)
    kinds = set(Mention.objects.filter(event=fact).values_list("kind", flat=True))
    assert kinds == {"payment", "invoice", "order", "person", "company"}
    history = apps.get_model("billing.InvoiceEvent").objects.filter(pgh_obj_id=paid.invoice.pk)
    assert list(history.order_by("pgh_id").values_list("paid_minor", flat=True)) == [0, 1200_00, 0]
    assert apps.get_model("billing.PaymentEvent").objects.filter(pgh_obj_id=refund.pk).count() == 1


def test_refunded_first_the_order_can_be_cancelled_and_the_deal_reopened(paid):
    with pytest.raises(Conflict, match="Refund it first"):
        cancel_order(actor=paid.manager, order_id=paid.order.pk, reason="No")
    with pytest.raises(Conflict, match="Refund it first"):
        reopen_deal(actor=paid.rep, deal_id=paid.won.pk)
    give_back(paid)
    reopen_deal(actor=paid.rep, deal_id=paid.won.pk)


def test_in_one_step_a_credit_note_takes_the_invoice_back(paid):
    give_back(paid, cancels_order=True)
    assert Order.objects.get(pk=paid.order.pk).state == OrderState.CANCELLED
    note = Invoice.objects.get(credits=paid.invoice)
    assert note.amount_minor == -1200_00
    assert Invoice.objects.get(pk=paid.invoice.pk).state == InvoiceState.CANCELLED
    with pytest.raises(Conflict, match="Nothing came in"):
        give_back(paid)


def test_credited_nobody_owes_it_again(paid):
    give_back(paid, 200_00, is_credited=True)
    invoice = Invoice.objects.get(pk=paid.invoice.pk)
    assert (invoice.state, invoice.paid_minor, invoice.credited_minor) == ("paid", 1000_00, 200_00)
    assert (invoice.open_amount.minor, owed(paid.finance).open.amount.minor) == (0, 0)
    give_back(paid, 300_00)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.open_amount.minor) == ("open", 300_00)
    assert owed(paid.finance).open.amount.minor == 300_00
    receive_payment(actor=paid.finance, invoice_id=invoice.pk, amount=Money(300_00, "EUR"))
    invoice.refresh_from_db()
    assert invoice.state == "paid"
    give_back(paid, 1000_00, cancels_order=True)
    notes = Invoice.objects.filter(credits=invoice).order_by("pk")
    assert [note.amount_minor for note in notes] == [-200_00, -1000_00]
    names = list(Event.objects.order_by("pk").values_list("name", flat=True))
    assert names.count("CreditNoteIssued") == 2
    assert names.index("InvoiceCancelled") > names.index("CreditNoteIssued")


def test_credited_as_a_whole_the_invoice_is_taken_back_and_the_order_stands(paid, client):
    give_back(paid, is_credited=True)
    invoice = Invoice.objects.get(pk=paid.invoice.pk)
    order = Order.objects.get(pk=paid.order.pk)
    assert (invoice.state, order.state) == (InvoiceState.CANCELLED, OrderState.CONFIRMED)
    client.force_login(paid.finance)
    assert "Taken back by" in client.get(f"/invoices/{invoice.pk}/").content.decode()
    cancel_order(actor=paid.manager, order_id=order.pk, reason="Gone")
    assert Invoice.objects.filter(credits=invoice).count() == 1


@pytest.mark.parametrize(
    ("minor", "currency", "more", "told"),
    [
        (1200_01, "EUR", {}, "Only €1,200.00 came in"),
        (0, "EUR", {}, "above zero"),
        (-5, "EUR", {}, "above zero"),
        (100, "USD", {}, "is in EUR"),
        (100, "EUR", {"reason": "  "}, "Say why"),
    ],
)
def test_what_cannot_be_given_back(paid, minor, currency, more, told):
    with pytest.raises(Invalid, match=told):
        give_back(paid, minor, currency, **more)
    assert Payment.objects.count() == 1
    assert Invoice.objects.get(pk=paid.invoice.pk).state == InvoiceState.PAID


def test_who_may_not(paid):
    for actor, error in (
        (paid.rep, Forbidden),
        (paid.manager, Forbidden),
        (paid.reader, Forbidden),
        (paid.stranger, Missing),
    ):
        with pytest.raises(error):
            give_back(paid, actor=actor)


def test_nothing_came_in(won):
    with pytest.raises(Conflict, match="nothing to give back"):
        give_back(won, 1)


def test_the_page_asks_refuses_and_records(paid, client):
    url = f"/invoices/{paid.invoice.pk}/refund/"
    client.force_login(paid.rep)
    assert "Refund" not in client.get(f"/invoices/{paid.invoice.pk}/").content.decode()
    client.force_login(paid.finance)
    assert url in client.get(f"/invoices/{paid.invoice.pk}/").content.decode()
    form = client.get(url).content.decode()
    assert 'value="1200.00"' in form
    data = {
        "amount_amount": "1200.01", "amount_currency": "EUR", "refunded_at": clock.today().isoformat(),
        "reason": "Sent back", "then": "owed",
    }  # fmt: skip
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "Only €1,200.00 came in" in refused.content.decode()
    assert client.post(url, data | {"amount_amount": "1200"}).status_code == 302
    page = client.get(f"/invoices/{paid.invoice.pk}/").content.decode()
    for said in ("Refund", "−€1,200.00", "Sent back", "Payment refunded"):
        assert said in page
    assert "−€1,200.00" in client.get("/payments/").content.decode()


def test_programs_refund_too(paid, client):
    later = clock.now().replace(year=clock.now().year + 1)
    secret = create_token(user=paid.finance, name="t", scopes=["*:read", "*:write"], expires_at=later)[1]
    asking = {"Authorization": f"Bearer {secret}"}
    url = f"/api/v1/invoices/{paid.invoice.pk}/refunds"
    body = {"amount_minor": 200_00, "currency": "EUR", "reason": "Sent back"}
    made = client.post(url, body, content_type="application/json", headers=asking)
    assert made.status_code == 201
    assert (made.json()["amount_minor"], made.json()["reference"]) == (-200_00, "Sent back")
    wrong = client.post(url, body | {"currency": "USD"}, content_type="application/json", headers=asking)
    assert wrong.status_code == 422
