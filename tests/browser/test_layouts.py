"""An administrator lays a page out by keyboard, and a colleague is shown it so."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("ACCRUE_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_laid_out_by_keyboard(
    open_page: Watched, axe: Callable[[Page], None], person: Callable[..., Any]
) -> None:
    from accrue.accounts.models import Role
    from accrue.contacts.services import create_person
    from accrue.filters.custom.services import make_field

    ana, tom = person("administrator"), person("rep", "Tom")
    make_field(actor=ana, kind="person", label="Shoe size", type="number")
    made = create_person(actor=ana, given_name="Ada", owner_id=tom.pk)
    rep = Role.objects.get(key="rep")

    page = open_page("/fields/person/", user=ana)
    page.get_by_role("link", name="Layout", exact=True).click()
    page.get_by_role("link", name=re.compile(f"^{rep.name}")).click()
    up = page.get_by_role("button", name="Move Phone up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("list").filter(has_text="Given name").locator("li").nth(3)).to_contain_text(
        "Phone"
    )
    expect(up).to_be_focused()
    page.get_by_role("checkbox", name="Street").press("Space")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_text("Street")).to_have_count(0)
    expect(preview.get_by_text("Shoe size")).to_be_visible()
    axe(page)
    _picture(page, "layout")
    page.get_by_role("button", name="Keep the layout").click()
    expect(page.get_by_role("button", name="Use everybody’s layout")).to_be_visible()
    hers = open_page(f"/people/{made.pk}/", user=tom)
    expect(hers.locator("#prop-phone")).to_be_visible()
    assert hers.locator("#prop-street").count() == 0
    assert hers.locator(".prop").all_text_contents()[2].strip().startswith("Phone")
    axe(hers)
    _picture(hers, "laid-out")
    small = open_page(f"/fields/person/layout/?role={rep.pk}", user=ana, size=PHONE, theme="dark")
    axe(small)
    assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _picture(small, "layout-phone")
