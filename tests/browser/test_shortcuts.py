"""Keys that step, search, open and list themselves."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open


def test_j_and_k_step_through_a_list(catalogue: Open) -> None:
    page = catalogue("list/")
    first, second = page.locator("[data-step]").nth(0), page.locator("[data-step]").nth(1)
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()


def test_the_palette_finds_and_answers_to_the_keyboard(catalogue: Open, axe: Callable[[Page], None]) -> None:
    page = catalogue()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search or jump to")
    expect(box).to_be_focused()
    expect(page.get_by_role("option", name="Keyboard shortcuts")).to_be_visible()
    box.fill("light or dark")
    expect(page.locator("#palette-list [role=option]")).to_have_count(1)
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "accrue-dark")
    page.keyboard.press("Control+k")
    box.fill("zzzz")
    expect(page.locator("#palette-list")).to_contain_text("Nothing matches “zzzz”")
    axe(page)


def test_shortcuts_are_listed_can_be_switched_off_and_rest_while_typing(
    catalogue: Open, axe: Callable[[Page], None]
) -> None:
    page = catalogue("list/")
    search = page.get_by_role("searchbox")
    search.fill("?")
    expect(page.locator("#keys")).to_be_hidden()
    search.blur()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    axe(page)
    page.get_by_label("Switch single-key shortcuts off").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-hotkeys", "off")


def test_a_sequence_of_keys_opens_a_page(catalogue: Open) -> None:
    page = catalogue("board/")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/roi/")
