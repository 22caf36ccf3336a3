"""Order exports become orders: line by line, dated and priced as they were, and back again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from accrue.accounts.models import FieldRule, Role, Team, User
from accrue.accounts.services import create_user
from accrue.billing.models import Order, OrderLine
from accrue.billing.services import issue_invoice
from accrue.contacts.models import Company, Person
from accrue.contacts.services import create_company, create_person
from accrue.errors import Forbidden, Invalid
from accrue.events.models import Event
from accrue.exchange.error_file import written
from accrue.exchange.models import Import, ImportRow
from accrue.exchange.preview import preview
from accrue.exchange.services import files, foreseeing, mapping, reverting, running
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
    assert (order.amount_minor, order.currency, str(order.ordered_at.date())) == (
        211_799,
        "EUR",
        "2025-02-03",
    )
    assert order.person.email == "hanna@vogel.example"
    lines = list(
        order.lines.values_list("name", "quantity", "unit_price_minor", "amount_minor", "cost_minor")
    )
    assert lines == [("Chair", Decimal(2), 104_950, 209_900, 120_000), ("Pad", Decimal(3), 633, 1_899, None)]
    assert order.margin_minor is None  # what a pad costs is not known
    assert Order.objects.get(external_id="A-2").margin_minor == 44_950
    assert Order.objects.get(external_id="A-3").state == "cancelled"
    assert "come to €6.33, which is €1.00 less" in found[6].faults["total"]
    assert (Person.objects.count(), Product.objects.count()) == (2, 2)
    confirmed = Event.objects.get(name="OrderConfirmed", subject_id=order.pk)
    assert str(confirmed.occurred_at.date()) == "2025-02-03"
    assert not order.invoices.exists()


def test_one_bad_line_keeps_its_whole_order_out_and_the_error_file_brings_it_back(ana, bring_in) -> None:
    batch = bring_in(ana, SHOP.replace(";3;6,33;", ";some;6,33;"))
    found = rows(batch)
    assert {n for n, row in found.items() if row.state == "rejected"} == {2, 4, 6}
    assert "quantity" in found[4].faults
    assert found[2].faults is None
    assert found[2].reason.startswith("Row 4 of the same order is at fault: ")
    assert not Order.objects.filter(external_id="A-1").exists()
    text = "".join(written(batch))
    assert text.count("A-1") == 2
    mended = text.replace("some", "3").replace("7,33", "6,33")
    again = bring_in(ana, mended, corrects=batch.pk)
    assert (again.created, again.rejected) == (3, 0), {
        n: (r.state, r.reason, r.faults) for n, r in rows(again).items()
    }
    assert Order.objects.get(external_id="A-1").amount_minor == 211_799


def test_the_same_file_again_changes_nothing_and_a_later_one_corrects(ana, bring_in) -> None:
    first = bring_in(ana, SHOP)
    before = list(Order.objects.order_by("pk").values_list("pk", "version", "amount_minor"))
    again = bring_in(ana, SHOP)
    assert (again.created, again.updated, again.rejected) == (0, 4, 1)
    assert {row.reason for row in rows(again).values() if row.state == "updated"} == {
        "Nothing was different.", "Together with row 2."
    }  # fmt: skip
    assert list(Order.objects.order_by("pk").values_list("pk", "version", "amount_minor")) == before
    assert (Person.objects.count(), Product.objects.count(), OrderLine.objects.count()) == (2, 2, 4)
    later = bring_in(
        ana, SHOP.replace("04.02.2025", "14.02.2025").replace("1;1.049,50;1.049,50", "2;1.049,50;2.099,00")
    )
    order = Order.objects.get(external_id="A-2")
    assert (order.amount_minor, order.margin_minor, str(order.ordered_at.date())) == (
        209_900,
        89_900,
        "2025-02-14",
    )
    edited = Event.objects.get(name="OrderEdited")
    assert (edited.subject_id, edited.data["fields"]) == (order.pk, ["date", "items"])
    taken = taken_back(ana, later)
    assert (taken.report["restored"], taken.report["removed"]) == (3, 0)
    order.refresh_from_db()
    assert (order.amount_minor, order.lines.get().quantity, str(order.ordered_at.date())) == (
        104_950,
        1,
        "2025-02-04",
    )
    only_new = bring_in(ana, SHOP.replace("A-2", "A-9"), mode="create")
    assert (only_new.created, only_new.skipped, only_new.rejected) == (1, 3, 1)
    assert first.created == 4


def test_what_was_invoiced_stands_and_is_named(ana, bring_in) -> None:
    batch = bring_in(ana, SHOP)
    order = Order.objects.get(external_id="A-2")
    with transaction.atomic():
        invoice = issue_invoice(order_id=order.pk, actor=ana)
    later = bring_in(ana, SHOP.replace("1;1.049,50;1.049,50", "2;1.049,50;2.099,00"))
    assert rows(later)[3].reason.startswith(f"Invoice {invoice.number} was issued for {order.number}")
    assert bring_in(ana, SHOP).updated == 4  # nothing different is no conflict
    assert (foreseeing.outlook(batch).remove, foreseeing.outlook(batch).keep) == (2, 1)
    taken = taken_back(ana, batch)
    assert (taken.report["removed"], taken.report["kept"]) == (2, 1)
    assert rows(taken)[3].reason == f"Kept: invoice {invoice.number} was issued for {order.number}."
    assert list(Order.objects.values_list("external_id", flat=True)) == ["A-2"]
    assert list(Person.objects.values_list("email", flat=True)) == [
        "jo@lind.example"
    ]  # who bought what stays
    assert list(Product.objects.values_list("code", flat=True)) == ["CH-1"]
    gone = Event.objects.filter(name="OrderTakenBack")
    assert {event.data["import_id"] for event in gone} == {batch.pk}
    assert gone.count() == 2


def test_buyers_and_goods_are_found_however_they_are_spelt(ana, bring_in) -> None:
    acme = create_company(actor=ana, name="Acme Corporation")
    eva = create_person(actor=ana, given_name="Eva", family_name="Gold", email="eva@gold.example")
    bring_in(ana, "name,code,price,cost\nGTX Pro,GTX-P,100,40\nShirt M,SH-M,20,5\n", kind="product")
    text = (
        "Order no,Date,Customer,Email,Product,Qty,Price\n"
        "1,2025-01-05,Acme Corp,,GTXPro,2,99.90\n"
        "2,2025-01-05,,EVA@gold.example,Shirt L,1,21\n"
        "3,2025-01-05,Eva Gold GmbH,,Shirt M,1,19.99\n"
    )
    batch = bring_in(ana, text)
    assert batch.created == 3, {n: (r.state, r.reason) for n, r in rows(batch).items()}
    one, two, three = Order.objects.order_by("external_id")
    assert (one.company_id, one.margin_minor) == (acme.pk, 19_980 - 8_000)  # the product's own cost
    assert two.person_id == eva.pk
    assert two.lines.get().product.name == "Shirt L"  # a size is another product
    assert three.company.name == "Eva Gold GmbH"
    told = {(kind, text, here) for kind, text, here, _ in batch.report["variants"]}
    assert told == {("company", "Acme Corp", "Acme Corporation"), ("product", "GTXPro", "GTX Pro")}
    assert (Company.objects.count(), Person.objects.count(), Product.objects.count()) == (2, 1, 3)
    strict = bring_in(
        ana, text.replace("\n1,", "\n11,").replace("Acme Corp,", "Nobody Ltd,"), make_missing=False
    )
    assert rows(strict)[2].faults == {"company": "There is no company “Nobody Ltd”."}


def test_the_example_of_the_how_to_comes_in(ana, bring_in) -> None:
    page = Path(__file__).parents[3] / "docs" / "how-to" / "import-orders.md"
    example = page.read_text().split("```csv\n")[1].split("```")[0]
    batch = bring_in(ana, example)
    assert (batch.created, batch.report["variants"]) == (3, []), {n: r.reason for n, r in rows(batch).items()}
    assert dict(Order.objects.values_list("external_id", "amount_minor")) == {
        "A-1001": 213_700,
        "A-1002": 104_950,
    }
    assert Order.objects.get(external_id="A-1001").margin_minor == 213_700 - 120_000 - 600 - 1_900


def test_lines_of_one_order_must_agree(ana, bring_in) -> None:
    text = (
        "Order number,Date,Email,Product,Quantity,Unit price,Currency\n"
        "1,2025-01-05,a@a.example,Chair,1,10,EUR\n"
        "1,2025-01-06,b@b.example,Table,1,10,USD\n"
    )
    batch = bring_in(ana, text)
    assert set(rows(batch)[3].faults) == {"ordered_at", "person_email", "currency"}
    assert batch.rejected == 2


def test_a_shop_export_with_its_totals(ana, bring_in) -> None:
    head = "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Company,Cancelled at\n"
    shop = head + (
        "#1001,ada@example.com,paid,EUR,47.00,6.00,3.29,56.29,5.00,2025-09-03 10:14:00 -0400,2,Fern Print,16.00,FERN-1,Ada Example,,\n"
        "#1001,ada@example.com,,,,,,,,2025-09-03 10:14:00 -0400,1,Tote Bag,20.00,TOTE-1,,,\n"
        "#1002,bo@example.com,paid,EUR,119.00,0.00,19.00,119.00,0.00,2025-09-10 09:00:00 -0400,1,Mug,119.00,MUG-1,Bo Example,,\n"
        "#1003,bo@example.com,voided,EUR,10.00,0.00,0.00,10.00,0.00,2025-09-10 09:00:00 -0400,1,Mug,10.00,MUG-1,Bo Example,,2025-09-11 09:00:00 -0400\n"
    )
    batch = bring_in(ana, shop)
    assert (batch.options["system"], batch.created) == ("Shopify", 4), {
        n: (r.reason) for n, r in rows(batch).items()
    }
    order = Order.objects.get(external_id="Shopify #1001")
    assert order.amount_minor == 5_300  # 32 + 20 − 5 and 6 for shipping; the tax is none of it
    lines = list(order.lines.values_list("name", "amount_minor", "cost_minor"))
    assert lines[2:] == [("Shipping", 600, 600), ("Discount", -500, 0)]
    assert Order.objects.get(external_id="Shopify #1002").amount_minor == 10_000  # its prices held the tax
    gone = Order.objects.get(external_id="Shopify #1003")
    cancelled = Event.objects.get(name="OrderCancelled", subject_id=gone.pk)
    assert (gone.state, str(cancelled.occurred_at.date())) == ("cancelled", "2025-09-11")


def test_one_line_an_order_and_what_is_no_order(ana, bring_in) -> None:
    text = (
        "Invoice number,Invoice date,Customer,Net total,Status\n"
        'R-1,2025-03-01,Nord GmbH,"1,250.00",open\n'
        "R-2,2025-03-02,Nord GmbH,80.10,draft\n"
        "R-3,2025-03-03,NORD gmbh,80.10,moonlit\n"
    )
    batch = bring_in(ana, text)
    found = rows(batch)
    assert (found[2].state, found[3].state, found[4].state) == ("created", "skipped", "rejected")
    assert "moonlit" in found[4].faults["status"]
    order = Order.objects.get()
    assert (order.amount_minor, order.lines.get().name) == (125_000, "As imported")
    chosen = bring_in(ana, text, states={"moonlit": "order"})
    assert (chosen.created, chosen.updated, chosen.skipped) == (1, 1, 1)
    assert Company.objects.count() == 1


def test_rounding_is_made_up_for_and_a_difference_only_where_that_is_wanted(ana, bring_in) -> None:
    text = "Order number,Date,Email,Product,Quantity,Unit price,Total,Currency\n"
    text += "1,2025-01-05,a@a.example,Screw,1000,0.0123,12.31,EUR\n2,2025-01-05,a@a.example,Nut,1,10,9,EUR\n"
    batch = bring_in(ana, text)
    assert (batch.created, batch.rejected) == (1, 1)
    order = Order.objects.get(external_id="1")
    assert list(order.lines.values_list("name", "amount_minor")) == [("Screw", 1_230), ("Rounding", 1)]
    assert "make" in rows(batch)[2].reason or "makes" in rows(batch)[2].reason
    batch = bring_in(ana, text, totals="adjust")
    assert Order.objects.get(external_id="2").amount_minor == 900


def test_only_orders_of_ones_own_and_no_cost_where_margins_are_read_only(rep, ana, bring_in) -> None:
    text = (
        SHOP.replace("Unit cost", "Owner")
        .replace(";600,00", ";ana@accrue.test")
        .replace("paid;\n", "paid;ana@accrue.test\n")
    )
    FieldRule.objects.create(role=Role.objects.get(key="rep"), kind="order", field="margin", level="read")
    batch = bring_in(rep, SHOP)
    assert "unit_cost" not in batch.mapping
    assert batch.created == 4
    assert set(Order.objects.values_list("owner", flat=True)) == {rep.pk}
    other = bring_in(rep, text.replace("A-", "B-"))
    assert other.created == 0
    seen = Order.objects.filter(external_id__startswith="B-")
    assert not seen.exists()
    outsider = create_user(
        email="o@accrue.test", name="O", roles=["rep"], team=Team.objects.create(name="South")
    )
    unseen = bring_in(outsider, SHOP)
    assert (unseen.created, unseen.rejected) == (0, 5)
    assert "not yours to see" in rows(unseen)[3].reason
    viewer = create_user(email="v@accrue.test", name="V", roles=["read-only"], team=rep.team)
    with pytest.raises(Forbidden):
        uploaded(viewer, SHOP, kind="order")


def test_nothing_is_lost_or_doubled_by_what_is_killed(ana, bring_in, monkeypatch) -> None:
    lines = [
        f"{n % 40};2025-01-{1 + n % 40 % 27:02};c{n % 40}@x.example;P{n % 5};1;{n}.10" for n in range(200)
    ]
    batch = uploaded(ana, "Order number;Date;Email;Product;Quantity;Unit price\n" + "\n".join(lines) + "\n")
    running.start(actor=ana, import_id=batch.pk)
    whole = files.rows_of(batch.pk).read_bytes()
    runner, keep = running.Runner(batch.pk), running.Runner._keep
    assert runner.step(33)
    monkeypatch.setattr(running.Runner, "_keep", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        running.Runner(batch.pk).step(33)
    monkeypatch.setattr(running.Runner, "_keep", keep)
    assert sorted(files.rows_of(batch.pk).read_bytes().splitlines()) == sorted(whole.splitlines())
    runner = running.Runner(batch.pk)
    while runner.step(33):
        pass
    batch.refresh_from_db()
    assert (batch.created, batch.done, Order.objects.count(), OrderLine.objects.count()) == (
        200,
        200,
        40,
        200,
    )
    assert all(order.lines.count() == 5 for order in Order.objects.all())
    assert (Person.objects.count(), Product.objects.count()) == (40, 5)
    taken = taken_back(ana, batch)
    assert taken.report == taken.report | {"removed": 40, "kept": 0}
    assert (Order.objects.count(), Person.objects.count(), Product.objects.count()) == (0, 0, 0)


def test_the_preview_sees_whole_orders_and_a_wrong_column_is_told(ana) -> None:
    batch = uploaded(ana, SHOP)
    found = preview(batch)
    assert [row.outcome for row in found.rows] == ["create", "create", "create", "create", "rejected"]
    assert found.counts == {"create": 4, "rejected": 1}
    assert Order.objects.count() == 0
    same = "Order number;Date;Email;Total\n" + "X;2025-01-01;a@a.example;1\n" * 2_001
    batch = uploaded(ana, same, kind="order")
    running.start(actor=ana, import_id=batch.pk)
    with pytest.raises(Invalid, match="2,001 rows are of the order “X”"):
        running.run(batch.pk, until=lambda: False)
    other = uploaded(ana, SHOP)
    with pytest.raises(Invalid, match="Say which column holds the tax"):
        mapping.set_mapping(actor=ana, import_id=other.pk, mapping=other.mapping, options={"prices": "gross"})
