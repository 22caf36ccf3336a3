"""The import wizard in a real browser: by keyboard, light, dark and on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Theme, Watched

MESSY = """Vorname;Nachname;E-Mail;Telefon;Firma;Land;Zuständig
Hanna;Vögel;hanna@northwind.example;040 555 1000;Northwind GmbH;Deutschland;Somebody Else
<script>alert(1)</script>;Beck;tom@northwind.example;;<img src=x onerror=alert(2)>;Frankreich;
Mia;Chen;no address;;;China;
"""


@pytest.fixture
def ana(person: Callable[..., Any]) -> Any:
    return person("administrator")


def test_a_file_comes_in_by_keyboard_and_every_step_is_open_to_everybody(
    open_page: Watched, axe: Callable[[Page], None], ana: Any, tmp_path: Path
) -> None:
    from accrue.exchange.models import Import

    file = tmp_path / "leads.csv"
    file.write_bytes(MESSY.encode("cp1252"))
    page = open_page("/imports/", user=ana)
    axe(page)
    page.get_by_role("link", name="Choose a file").press("Enter")
    page.get_by_label("File", exact=True).set_input_files(file)
    axe(page)
    page.get_by_role("button", name="Upload").press("Enter")
    expect(page.get_by_role("heading", name="Where do the columns go?")).to_be_visible()
    expect(page.get_by_label("“Nachname” goes to")).to_have_value("family_name")
    with page.expect_response(lambda answer: answer.status == 204):
        page.get_by_label("“Vorname” goes to").select_option("segment")
    page.reload()
    expect(page.get_by_label("“Vorname” goes to")).to_have_value("segment")
    page.get_by_label("“Vorname” goes to").select_option("given_name")
    page.get_by_label("“Somebody Else” is").select_option("nobody")
    axe(page)
    columns = page.url
    page.get_by_role("button", name="Preview").first.press("Enter")
    expect(page.get_by_text("This is no e-mail address").first).to_be_visible()
    axe(page)
    preview = page.url
    batch = Import.objects.get()
    look(open_page, axe, ana, [columns, preview, "/imports/new/", "/imports/"])
    page.get_by_role("button", name="Import 3 rows").press("Enter")
    expect(page.get_by_text("Bringing rows in")).to_be_visible()
    axe(page)
    bring_in(batch.pk, file)
    expect(page.get_by_text("3 of 3 rows are accounted for")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Rejected 1").press("Enter")
    expect(page.get_by_text("This is no e-mail address").first).to_be_visible()
    axe(page)
    page.goto(f"/imports/{batch.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Rows to put right").click()
    assert "no address" in Path(download.value.path()).read_text("utf-8-sig")
    page.get_by_role("link", name="Take it back").press("Enter")
    expect(page.get_by_role("button", name="Take back 2 people")).to_be_visible()
    axe(page)


def bring_in(import_id: int, file: Path) -> None:
    """The worker's part, with the rows of the file where it looks for them."""
    from accrue.exchange.reading import read_table
    from accrue.exchange.services import files, running

    with override_settings(MEDIA_ROOT=file.parent / "files"):
        files.lay_out(import_id, read_table(file))
        running.run(import_id, until=lambda: False)


ORDERS = """Order number;Date;Customer;E-mail;SKU;Product;Quantity;Unit price;Unit cost;Shipping;Total;Currency;Status
A-1001;03.02.2025;Hanna Vogel;hanna@vogel.example;CH-1;Chair;2;1.049,50;600,00;19,00;2.137,00;EUR;paid
A-1002;04.02.2025;Jo Lind;jo@lind.example;CH-1;Chair;1;1.049,50;600,00;;1.049,00;EUR;moonlit
A-1001;03.02.2025;Hanna Vogel;hanna@vogel.example;PAD;Pad;3;6,3333;2,00;;;EUR;paid
A-1003;05.02.2025;<img src=x onerror=alert(2)>;img@lind.example;PAD;Pad;1.500;6,33;2,00;;;EUR;paid
A-1003;05.02.2025;;;CH-1;Chair;1;1.049,50;600,00;;;EUR;paid
"""


def test_orders_come_in_line_by_line(
    open_page: Watched, axe: Callable[[Page], None], ana: Any, tmp_path: Path
) -> None:
    from accrue.billing.models import Order
    from accrue.exchange.models import Import

    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    page = open_page("/imports/new/", user=ana)
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload").press("Enter")
    expect(page.get_by_role("button", name="Orders", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_label("“moonlit” is").select_option("order")
    columns = page.url
    page.get_by_role("button", name="Preview").first.press("Enter")
    expect(page.get_by_text("come to €1,049.50, which is €0.50 more than this").first).to_be_visible()
    look(open_page, axe, ana, [columns, page.url])
    page.get_by_role("button", name="Import 5 rows").press("Enter")
    expect(page.get_by_text("Bringing rows in")).to_be_visible()
    batch = Import.objects.get()
    bring_in(batch.pk, file)
    expect(page.get_by_text("5 of 5 rows are accounted for")).to_be_visible()
    order = Order.objects.get()
    assert (order.external_id, order.amount_minor) == ("A-1001", 213_700)
    look(open_page, axe, ana, [f"/imports/{batch.pk}/rows/", f"/orders/{order.pk}/"])


def look(open_page: Watched, axe: Callable[[Page], None], user: Any, addresses: list[str]) -> None:
    """At pages in the dark and on a phone; kept as pictures where ACCRUE_SHOTS says so."""
    shots = os.environ.get("ACCRUE_SHOTS", "")
    looks: tuple[tuple[Theme, tuple[int, int]], ...] = (("dark", (1440, 900)), ("light", PHONE))
    for theme, size in looks:
        other = open_page(theme=theme, size=size, user=user)
        for address in addresses:
            other.goto(address)
            axe(other)
            if shots:
                name = address.strip("/").replace("/", "-")[-30:]
                other.screenshot(path=f"{shots}/{theme}-{size[0]}-{name}.png", full_page=True)
            assert other.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls"
