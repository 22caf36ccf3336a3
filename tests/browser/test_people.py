"""People, companies and products in a real browser: by pointer and keyboard, light, dark and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched, wait_until_listening


@pytest.fixture
def ana(person: Callable[..., Any]) -> Any:
    return person("administrator")


@pytest.fixture
def hanna(ana: Any) -> Any:
    from accrue.contacts.services import create_company, create_person

    company = create_company(actor=ana, name="Northwind Traders", domain="northwind.example", city="Hamburg")
    return create_person(
        actor=ana,
        given_name="Hanna",
        family_name="Vögel",
        email="hanna@northwind.example",
        phone="+49 40 555 1000",
        segment="Enterprise",
        company_id=company.pk,
    )


@pytest.mark.parametrize(("theme", "size"), [("light", (1440, 900)), ("dark", (1440, 900)), ("light", PHONE)])
def test_every_page_is_open_to_everybody(
    open_page: Watched, axe: Callable[[Page], None], ana: Any, hanna: Any, theme: Any, size: Any
) -> None:
    from accrue.products.services import create_product

    product = create_product(actor=ana, code="SEAT", name="Seat", price_minor=48000, currency="EUR")
    page = open_page(theme=theme, size=size, user=ana)
    for path in (
        "/people/",
        "/people/?q=nobody",
        "/people/?archived=1",
        "/people/new/",
        f"/people/{hanna.pk}/",
        "/companies/",
        f"/companies/{hanna.company_id}/",
        "/products/",
        f"/products/{product.pk}/",
    ):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"


def test_search_finds_while_typing_and_the_address_keeps_it(open_page: Watched, ana: Any, hanna: Any) -> None:
    page = open_page("/people/", user=ana)
    page.get_by_role("searchbox", name="Search people").fill("0405551")
    expect(page).to_have_url(re.compile("q=0405551"))
    expect(page.get_by_role("link", name="Hanna Vögel")).to_be_visible()
    page.get_by_role("searchbox", name="Search people").fill("nobody at all")
    expect(page.get_by_text("No people match")).to_be_visible()
    page.reload()
    expect(page.get_by_text("No people match")).to_be_visible()
    page.get_by_role("link", name="Show all people").click()
    expect(page.get_by_role("link", name="Hanna Vögel")).to_be_visible()


def test_a_detail_is_edited_by_keyboard(
    open_page: Watched, axe: Callable[[Page], None], ana: Any, hanna: Any
) -> None:
    page = open_page(f"/people/{hanna.pk}/", user=ana)
    value = page.get_by_role("button", name="Add job title")
    value.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Job title")
    expect(field).to_be_focused()
    page.keyboard.type("Head of Operations")
    axe(page)
    page.keyboard.press("Escape")
    expect(value).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("CFO")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Job title: CFO. Edit")).to_be_focused()
    expect(page.locator("#record-head")).to_contain_text("CFO")
    page.get_by_role("button", name="Undo").click()
    expect(value).to_be_visible()


def test_an_error_stays_in_the_field(
    open_page: Watched, axe: Callable[[Page], None], ana: Any, hanna: Any
) -> None:
    page = open_page(f"/people/{hanna.pk}/", user=ana)
    page.get_by_role("button", name="E-mail: hanna@northwind.example. Edit").click()
    field = page.get_by_role("textbox", name="E-mail")
    field.fill("hanna at northwind")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("no e-mail address")
    expect(field).to_have_value("hanna at northwind")
    axe(page)
    field.fill("hanna@new.example")
    field.press("Enter")
    expect(page.get_by_role("button", name="E-mail: hanna@new.example. Edit")).to_be_visible()


def test_what_somebody_changed_meanwhile_is_said_in_the_field(
    open_page: Watched, ana: Any, hanna: Any
) -> None:
    from accrue.contacts.services import edit_person

    page = open_page(f"/people/{hanna.pk}/", user=ana)
    page.get_by_role("button", name="Phone: +49 40 5551000. Edit").click()
    field = page.get_by_role("textbox", name="Phone")
    field.fill("+49 40 555 2000")
    edit_person(actor=ana, person_id=hanna.pk, version=1, job_title="CFO")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("meanwhile")
    expect(field).to_have_value("+49 40 555 2000")
    field.press("Enter")
    expect(page.get_by_role("button", name="Phone: +49 40 5552000. Edit")).to_be_visible()


def test_the_timeline_follows_by_itself(open_page: Watched, ana: Any, hanna: Any) -> None:
    from accrue.contacts.services import edit_person

    page = open_page(f"/people/{hanna.pk}/", user=ana)
    wait_until_listening(page)
    with page.expect_response(lambda response: "/timeline/" in response.url):
        edit_person(actor=ana, person_id=hanna.pk, version=1, segment="Partner")
    expect(page.locator("#timeline")).to_contain_text("Details changed")


def test_archive_undo_and_restore_from_the_list(open_page: Watched, ana: Any, hanna: Any) -> None:
    page = open_page(f"/people/{hanna.pk}/", user=ana)
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.locator("#record-head")).to_contain_text("Archived")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Archive", exact=True)).to_be_visible()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_role("button", name="Restore")).to_be_visible()
    page.goto("/people/?archived=1")
    page.get_by_role("button", name="Restore Hanna Vögel").click()
    expect(page.get_by_role("link", name="Hanna Vögel")).to_have_count(0)
    page.goto("/people/")
    expect(page.get_by_role("link", name="Hanna Vögel")).to_be_visible()


def test_a_new_person_with_a_company_that_is_found_while_typing(
    open_page: Watched, axe: Callable[[Page], None], ana: Any, hanna: Any
) -> None:
    page = open_page("/people/", user=ana)
    page.get_by_role("link", name="New person").click()
    dialog = page.get_by_role("dialog", name="New person")
    dialog.get_by_label("Given name").fill("Lars")
    dialog.get_by_label("E-mail").fill("hanna@northwind.example")
    dialog.get_by_label("Company").press_sequentially("wind")
    expect(page.locator("datalist option")).to_have_attribute(
        "value", "Northwind Traders · northwind.example"
    )
    dialog.get_by_label("Company").fill("Northwind Traders · northwind.example")
    dialog.get_by_role("button", name="Add person").click()
    expect(dialog.get_by_role("status")).to_contain_text("same e-mail")
    axe(page)
    dialog.get_by_role("button", name="Create anyway").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lars")
    expect(page.locator("#record-head")).to_contain_text("Northwind Traders")


def test_a_product_is_edited_and_undone(open_page: Watched, axe: Callable[[Page], None], ana: Any) -> None:
    page = open_page("/products/", user=ana)
    page.get_by_role("link", name="New product").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Code").fill("SEAT")
    dialog.get_by_label("Name").fill("Annual licence")
    dialog.locator("[name=price_amount]").fill("480.00")
    axe(page)
    dialog.get_by_role("button", name="Add product").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Annual licence")
    page.get_by_role("link", name="Edit", exact=True).click()
    dialog.locator("[name=price_amount]").fill("490.00")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#stats")).to_contain_text("€490.00")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#stats")).to_contain_text("€480.00")
