"""Lists in a real browser: views as tabs, chips, groups, columns; by keyboard, in the dark and on a phone."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched

SHOTS = os.environ.get("ACCRUE_SHOTS")


def shot(page: Page, name: str) -> None:
    """A picture to look at, where somebody asks for them."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.fixture
def mia(person: Callable[..., Any]) -> Any:
    return person("administrator")


@pytest.fixture
def people(mia: Any) -> None:
    from accrue import clock
    from accrue.billing.models import Order
    from accrue.contacts.models import Company, Person

    tools, shop = (
        Company.objects.create(name=name, industry=industry, owner=mia)
        for name, industry in (("Acme Tools", "Software"), ("Corner Shop", "Retail"))
    )
    for n in range(12):
        one = Person.objects.create(
            given_name=f"Given{n:02}", family_name="Row", email=f"p{n}@example.org", owner=mia if n % 2 else None,
            company=tools if n % 3 == 0 else shop, country="DE" if n < 6 else "AT", segment="Gold" if n < 4 else "",
        )  # fmt: skip
        for k in range(n % 4):
            Order.objects.create(
                number=f"O{n}-{k}", person=one, ordered_at=clock.now() - timedelta(days=5), amount_minor=100_00, currency="EUR"
            )  # fmt: skip


def names(page: Page) -> list[str]:
    return page.locator("#rows .row-link").all_inner_texts()


def test_a_list_is_narrowed_kept_shared_and_reset(
    open_page: Watched, axe: Callable[[Page], None], mia: Any, people: None
) -> None:
    """Checklist 1 to 4 and 20 of the screens, in one evening at the keyboard."""
    page = open_page("/people/", user=mia)
    expect(page.locator("#rows .row-link")).to_have_count(12)

    # A chip: field, operator, value; the count is there while it is built.
    page.locator("#add-filter").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Filter people")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Field").first).to_be_focused()
    dialog.get_by_label("Field").first.select_option("company.industry")
    dialog.get_by_label("How it compares").select_option("is")
    dialog.get_by_role("textbox", name="Company › Industry").fill("software")
    expect(dialog.locator("#filter-count")).to_have_text("4 people")
    axe(page)
    shot(page, "builder-light")

    # A group of alternatives, one of them a count over a period.
    dialog.get_by_role("button", name="Group").click()
    inner = dialog.locator(".is-inner")
    expect(inner).to_be_visible()
    inner.get_by_label("Field").select_option("orders")
    inner.get_by_label("How it compares").select_option("gte")
    inner.get_by_role("textbox", name="Orders").fill("2")
    inner.get_by_label("Ordered when").select_option("last")
    inner.get_by_role("button", name="Condition", exact=True).click()
    second = inner.locator(".builder-row").nth(1)
    second.get_by_label("Field").select_option("segment")
    second.get_by_role("textbox", name="Segment").fill("gold")
    expect(dialog.locator("#filter-count")).to_have_text("3 people")
    axe(page)
    shot(page, "builder-group")
    page.keyboard.press("Enter")
    expect(page.locator("#rows .row-link")).to_have_count(3)
    chips = page.locator(".filter-chip")
    expect(chips.nth(0)).to_have_text(re.compile(r"Company › Industry\s+is\s+software"))
    expect(chips.nth(1)).to_contain_text(
        "Any of: Orders is at least 2 in the last 30 days or Segment contains gold"
    )
    axe(page)
    shot(page, "list-chips")

    # The address restores everything, and the changed view can be saved.
    page.reload()
    expect(page.locator("#rows .row-link")).to_have_count(3)
    page.get_by_role("link", name="Save view").click()
    form = page.get_by_role("dialog", name="Save this view")
    form.get_by_label("Name").fill("Buyers of software")
    axe(page)
    form.get_by_label("Who has it").select_option("all")
    form.get_by_role("button", name="Save").click()
    tab = page.locator("#view-bar").get_by_role("link", name="Buyers of software")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name="Reset")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?view=\d+$"))

    # One press removes a chip; the view offers to be saved, saved as or reset.
    chips.nth(1).get_by_label(re.compile("Remove filter")).click()
    expect(page.locator("#rows .row-link")).to_have_count(4)
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Save as")).to_be_visible()
    page.get_by_role("link", name="Reset").click()
    expect(page.locator("#rows .row-link")).to_have_count(3)

    # Columns, their order, density.
    page.locator("#columns").click()
    columns = page.get_by_role("dialog", name="Columns")
    columns.get_by_label("Segment", exact=True).check()
    columns.get_by_label("Phone", exact=True).uncheck()
    columns.get_by_role("button", name="Move Owner up").click()
    columns.get_by_label("Compact").check()
    axe(page)
    shot(page, "columns")
    columns.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("columnheader", name="Segment")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Phone")).to_have_count(0)
    expect(page.locator("#rows")).to_have_attribute("data-density", "compact")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?view=\d+$"))
    expect(page.get_by_role("columnheader", name="Segment")).to_be_visible()

    # Views: order, the first one, deletion with a way back.
    page.locator("#view-bar").get_by_label(re.compile("All views")).click()
    manage = page.get_by_role("dialog", name="Views of people")
    manage.get_by_role("button", name="Open the list with Buyers of software").click()
    expect(manage.get_by_role("button", name="Open the list with Buyers of software")).to_have_attribute(
        "aria-pressed", "true"
    )
    axe(page)
    shot(page, "views")
    page.goto("/people/")
    expect(tab).to_have_attribute("aria-current", "page")
    page.locator("#view-bar").get_by_label(re.compile("All views")).click()
    manage.get_by_role("button", name="Delete Buyers of software").click()
    expect(manage.get_by_role("link", name="Buyers of software")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(tab).to_have_attribute("aria-current", "page")

    # Filtered-empty is not empty.
    page.goto('/people/?view=all&filter={"all":[["segment","is","platinum"]]}')
    expect(page.get_by_text("No people match")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Show all people").click()
    expect(page.locator("#rows .row-link")).to_have_count(12)


def test_the_builder_on_a_phone_and_in_the_dark(
    open_page: Watched, axe: Callable[[Page], None], mia: Any, people: None
) -> None:
    path = '/people/?filter={"all":[["company.industry","is","software"],{"any":[["orders","gte",2,"last_90_days"],["country","is",["DE"]]]}]}'
    phone = open_page(path, size=PHONE, user=mia)
    axe(phone)
    shot(phone, "phone-list")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_label(re.compile("Change filter Company")).click()
    dialog = phone.get_by_role("dialog", name="Filter people")
    expect(dialog).to_be_visible()
    box = dialog.bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, PHONE[0]), "it fills the small screen"
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(phone)
    shot(phone, "phone-builder")
    dark = open_page(path, theme="dark", user=mia)
    axe(dark)
    shot(dark, "dark-list")
    dark.get_by_label(re.compile("Change filter Any of")).click()
    expect(dark.get_by_role("dialog", name="Filter people")).to_be_visible()
    axe(dark)
    shot(dark, "dark-builder")
