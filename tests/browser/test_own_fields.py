"""An administrator makes fields without code, fills one in place, filters and sorts by it, and reads it in the history."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched
from tests.browser.test_lists import names, shot


def _make(page: Page, type_: str, label: str, **more: str) -> None:
    page.get_by_role("link", name="New field").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name=type_, exact=True).click()
    dialog.get_by_label("Name", exact=True).fill(label)
    for name, text in more.items():
        dialog.locator(f"[name={name}]").fill(text)
    dialog.get_by_role("button", name="Add field").click()
    expect(page.get_by_role("row", name=re.compile(label))).to_be_visible()


def test_made_filled_sorted_and_remembered(
    open_page: Watched, axe: Callable[[Page], None], person: Callable[..., Any]
) -> None:
    from accrue.contacts.services import create_company

    ana = person("administrator")
    page = open_page("/fields/company/", user=ana)
    _make(page, "Choice", "Tier", choices="Silver\nGold")
    _make(page, "Money", "Credit line")
    _make(page, "Date", "Contract end")
    axe(page)
    shot(page, "own-fields")
    page.get_by_role("link", name="New field").click()
    axe(page, "all but contrast")
    shot(page, "own-fields-types")

    # What each company holds is typed into its form or the detail itself; here by the services that both call.
    given = [
        ("Acme", {"tier": "Gold"}),
        ("Bolt", {"tier": "Silver", "credit_line": "900 EUR"}),
        ("Coil", {"tier": "Gold", "credit_line": "20,000 EUR"}),
        ("Disk", {}),
    ]
    made = {name: create_company(actor=ana, name=name, custom=custom) for name, custom in given}
    page.goto(f"/companies/{made['Acme'].pk}/")
    typed = page.locator("#prop-custom_credit_line input")
    page.get_by_role("button", name="Add credit line").click()
    typed.fill("1,500.5x")
    page.keyboard.press("Enter")
    expect(page.locator("#prop-custom_credit_line [role=alert]")).to_be_visible()
    typed.fill("1,500.50")
    axe(page)
    shot(page, "own-fields-in-place")
    page.keyboard.press("Enter")
    saved = page.get_by_role("button", name="Credit line: €1,500.50. Edit")
    expect(saved).to_be_focused()
    expect(page.locator("#timeline")).to_contain_text("Credit line")

    # The undo of a change gives the amount back that stood there, with its currency.
    saved.click()
    typed.fill("7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Credit line: €7.00. Edit")).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    expect(saved).to_be_visible()
    shot(page, "own-fields-record")

    page.goto("/companies/?cols=name,custom_tier,custom_credit_line,custom_contract_end")
    page.locator("#add-filter").click()
    dialog = page.get_by_role("dialog", name="Filter companies")
    dialog.get_by_label("Field").first.select_option("custom_tier")
    dialog.get_by_role("checkbox", name="Gold").check()
    expect(dialog.locator("#filter-count")).to_have_text("2 companies")
    dialog.get_by_role("button", name="Show").last.click()
    expect(page.locator("#rows .row-link")).to_have_count(2)
    heading = page.get_by_role("columnheader", name="Credit line")
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert names(page) == ["Coil", "Acme"]
    axe(page)
    shot(page, "own-fields-list")
    page.goto("/companies/?cols=name,custom_tier,custom_credit_line&sort=custom_tier")
    assert names(page) == ["Bolt", "Acme", "Coil", "Disk"]

    small = open_page("/fields/company/", user=ana, size=PHONE, theme="dark")
    axe(small, "contrast")
    assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(small, "own-fields-phone")
    small.goto("/companies/?cols=name,custom_tier,custom_credit_line&sort=-custom_credit_line")
    axe(small, "contrast")
    assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(small, "own-fields-list-phone")
