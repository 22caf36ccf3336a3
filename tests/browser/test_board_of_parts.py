"""A board by pointer and by keyboard, its cards' peek, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, wait_until_listening


def lane(page: Page, key: str) -> list[str]:
    return page.locator(f"#list-{key} .deal").evaluate_all("cards => cards.map(c => c.dataset.id)")


def drag(page: Page, card: str, to: str) -> None:
    """By hand, as a person would: Sortable listens to the pointer and not to the browser's own dragging."""
    start, end = page.locator(f"#card-{card}").bounding_box(), page.locator(f"#list-{to}").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 30, start["y"] + 50)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 60, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 40, steps=12)
    expect(
        page.locator(f"#list-{to} #card-{card}").first
    ).to_be_attached()  # it goes after the pointer, when the page finds time
    page.mouse.up()


def test_a_card_moves_by_alt_and_arrow_and_keeps_the_focus(
    catalogue: Open, axe: Callable[[Page], None]
) -> None:
    page = catalogue("board/")
    page.locator("#link-northwind").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#list-talks #card-northwind")).to_be_visible()
    expect(page.locator("#link-northwind")).to_be_focused()
    expect(page.locator("#toasts")).to_contain_text("Northwind moved to Discovery")
    axe(page)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#list-talks .deal").nth(1)).to_have_id("card-northwind")
    page.reload()
    assert lane(page, "talks") == ["polar", "northwind", "saffron"]


def test_undo_brings_the_card_back(catalogue: Open) -> None:
    page = catalogue("board/")
    page.locator("#link-polar").focus()
    page.keyboard.press("Alt+ArrowRight")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#list-talks #card-polar")).to_be_visible()
    assert lane(page, "quote") == ["fernleaf"]


def test_a_card_moves_by_the_menu(catalogue: Open, axe: Callable[[Page], None]) -> None:
    page = catalogue("board/")
    page.get_by_role("button", name="Move Helios").click()
    here = page.get_by_role("menuitem", name="Qualified")
    expect(here).to_be_disabled()
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#list-quote #card-helios")).to_be_visible()
    expect(page.locator("#link-helios")).to_be_focused()


def test_a_card_moves_by_drag(catalogue: Open) -> None:
    page = catalogue("board/")
    drag(page, "kestrel", "quote")
    expect(page.locator("#toasts")).to_contain_text("Kestrel moved to Proposal")
    page.reload()
    assert "kestrel" in lane(page, "quote")


def test_a_refused_move_goes_back_and_says_why(catalogue: Open) -> None:
    page = catalogue("board/")
    drag(page, "helios", "closed")
    expect(page.locator("#toasts")).to_contain_text("Closed deals need a reason first")
    expect(page.locator("#toasts ac-toast")).to_have_count(1)
    expect(page.locator("#list-new #card-helios")).to_be_visible()
    assert lane(page, "new") == ["northwind", "helios", "kestrel"]
    assert lane(page, "closed") == []


def test_the_peek_opens_has_an_address_and_gives_the_focus_back(
    catalogue: Open, axe: Callable[[Page], None]
) -> None:
    page = catalogue("board/")
    page.locator("#link-polar").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#peek h2")).to_be_focused()
    expect(page).to_have_url(re.compile("peek=polar"))
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_be_hidden()
    expect(page.locator("#link-polar")).to_be_focused()
    expect(page).to_have_url(re.compile("^[^?]*$"))


def test_the_peek_fills_a_phone(catalogue: Open) -> None:
    page = catalogue("board/", size=PHONE)
    page.locator("#link-northwind").click()
    expect(page.locator("#peek h2")).to_be_visible()
    box = page.locator("#peek").bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, PHONE[0])


def test_a_toast_stays_while_the_pointer_rests_on_it(catalogue: Open) -> None:
    page = catalogue("board/")
    page.clock.install()
    page.locator("#link-northwind").focus()
    page.keyboard.press("Alt+ArrowRight")
    toast = page.locator("ac-toast", has_text="Northwind moved")
    page.clock.fast_forward(7_500)
    expect(toast).to_be_visible()
    toast.hover()
    page.clock.fast_forward(20_000)
    expect(toast).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.fast_forward(8_000)
    expect(toast).to_be_visible()
    page.clock.fast_forward(2_000)
    expect(toast).to_be_hidden()


def test_who_was_signed_out_comes_to_the_sign_in_page_and_not_into_a_cell(catalogue: Open) -> None:
    page = catalogue("board/")
    wait_until_listening(page)  # or what a page asks for by itself leads to the sign-in page before the click
    page.context.clear_cookies()
    page.locator("#link-northwind").click(no_wait_after=True)
    page.wait_for_url("**/sign-in/**")
    assert "next=%2Fui%2Fcatalogue%2Fboard%2F" in page.url
