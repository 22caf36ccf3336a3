"""Order exports become orders: line by line, dated and priced as they were, and back again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accrue.accounts.models import User
from accrue.billing.models import Order, OrderLine
from accrue.billing.services import issue_invoice
from accrue.contacts.models import Company, Person
from accrue.contacts.services import create_company, create_person
from accrue.events.models import Event
from accrue.exchange.models import Import, ImportRow
from accrue.exchange.preview import preview
from accrue.exchange.services import files, mapping, reverting, running
from accrue.exchange.tests.conftest import uploaded
from accrue.products.models import Product

pytestmark = pytest.mark.django_db

SHOP = """Order number;Date;Customer;E-mail;SKU;Product;Quantity;Unit price;Total;Currency;Status;Unit cost
A-1;03.02.2025;Hanna Vogel;hanna@vogel.example;CH-1;Chair;2;1.049,50;2.117,99;EUR;paid;600,00
A-2;04.02.2025;Jo Lind;jo@lind.example;CH-1;Chair;1;1.049,50;1.049,50;EUR;shipped;600,00
A-1;03.02.2025;Hanna Vogel;hanna@vogel.example;PAD;Pad;3;6,33;;EUR;paid;
A-3;05.02.2025;Jo Lind;jo@lind.example;PAD;Pad;1;6,33;6,33;EUR;cancelled;2
A-4;06.02.2025;Jo Lind;jo@lind.example;PAD;Pad;1;6,33;7,33;EUR;paid;2
"""


def rows(batch: Import) -> dict[int, ImportRow]:
    return {row.number: row for row in ImportRow.objects.filter(batch=batch)}


def taken_back(actor: User, batch: Import) -> Import:
    reverting.request_revert(actor=actor, import_id=batch.pk)
    reverting.run(batch.pk, until=lambda: False)
    return Import.objects.get(pk=batch.pk)


def test_lines_wherever_they_stand_become_orders(ana, bring_in) -> None:
    batch = bring_in(ana, SHOP)
    assert batch.kind == "order"
    found = rows(batch)
    assert (batch.created, batch.rejected) == (4, 1), {n: (r.state, r.reason) for n, r in found.items()}
    order = Order.objects.get(external_id="A-1")
    assert (order.amount_minor, order.currency, str(order.ordered_at.date())) == (211_799, "EUR", "2025-02-03")
    assert order.person.email == "hanna@vogel.example"
    lines = list(order.lines.values_list("name", "quantity", "unit_price_minor", "amount_minor", "cost_minor"))
    assert lines == [("Chair", Decimal(2), 104_950, 209_900, 120_000), ("Pad", Decimal(3), 633, 1_899, None)]
    assert order.margin_minor is None  # what a pad costs is not known
    assert Order.objects.get(external_id="A-2").margin_minor == 44_950
    assert Order.objects.get(external_id="A-3").state == "cancelled"
    assert "come to €6.33, which is €1.00 less" in found[6].faults["total"]
    assert (Person.objects.count(), Product.objects.count()) == (2, 2)
    confirmed = Event.objects.get(name="OrderConfirmed", subject_id=order.pk)
    assert str(confirmed.occurred_at.date()) == "2025-02-03"
    assert not order.invoices.exists()
