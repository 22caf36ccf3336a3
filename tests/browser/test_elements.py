"""What the elements do, by pointer and by keyboard, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched, wait_until_listening

type Open = Callable[..., Page]


@pytest.fixture
def catalogue(open_page: Watched, person: Callable[..., Any]) -> Open:
    user = person()
    return lambda path="", **options: open_page(f"/ui/catalogue/{path}", user=user, **options)


def lane(page: Page, key: str) -> list[str]:
    return page.locator(f"#list-{key} .deal").evaluate_all("cards => cards.map(c => c.dataset.id)")


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


def test_the_theme_is_there_before_the_first_paint(catalogue: Open, axe: Callable[[Page], None]) -> None:
    page = catalogue("", theme="light")
    page.locator(".user-button").click()
    page.get_by_label("Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "accrue-dark")
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    axe(page)
    answer = page.request.get(page.url)
    assert '<html lang="en" data-theme="accrue-dark"' in answer.text()


def test_a_detail_is_edited_in_place(catalogue: Open, axe: Callable[[Page], None]) -> None:
    page = catalogue("record/")
    page.get_by_role("button", name="Name: Northwind Traders. Edit").click()
    field = page.get_by_label("Name", exact=True)
    expect(field).to_be_focused()
    field.fill("Other")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Name: Northwind Traders. Edit")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Name", exact=True).fill("taken")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Another company has this name")
    expect(page.get_by_label("Name", exact=True)).to_have_value("taken")
    axe(page)
    page.get_by_label("Name", exact=True).fill("Northwind Ltd")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Name: Northwind Ltd. Edit")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Name: Northwind Traders. Edit")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Name is as it was")


def test_a_dialog_keeps_the_focus_shows_errors_and_gives_it_back(
    catalogue: Open, axe: Callable[[Page], None]
) -> None:
    page = catalogue()
    opener = page.get_by_role("button", name="New cost")
    opener.click()
    dialog = page.get_by_role("dialog", name="New cost")
    expect(dialog.get_by_label("Name")).to_be_focused()
    axe(page)
    dialog.get_by_role("button", name="Add cost").click()
    expect(dialog.locator(".field-error").first).to_contain_text("This field is required")
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    dialog.get_by_label("Name").fill("Licence")
    dialog.locator("[name=amount_amount]").fill("1,250.50")
    dialog.get_by_role("button", name="Add cost").click()
    expect(page.locator("#toasts")).to_contain_text("Cost added")
    expect(dialog).to_be_hidden()


def test_what_cannot_be_undone_is_asked_first(catalogue: Open, axe: Callable[[Page], None]) -> None:
    page = catalogue()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Delete").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Delete 3 costs of the programme “Accrue”?")
    expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    assert sent == []
    page.get_by_role("button", name="Delete", exact=True).click()
    with page.expect_request(lambda request: request.method == "POST"):
        question.get_by_role("button", name="Delete 3 costs").click()


def test_a_menu_stands_by_its_button_and_takes_the_arrows(
    catalogue: Open, axe: Callable[[Page], None]
) -> None:
    page = catalogue()
    button = page.get_by_role("button", name="Year to date")
    button.click()
    menu, at = page.get_by_role("menu", name="Period").bounding_box(), button.bounding_box()
    assert menu
    assert at
    assert abs(menu["x"] - at["x"]) < 2
    assert 0 <= menu["y"] - (at["y"] + at["height"]) < 12
    expect(page.get_by_role("menuitem", name="This quarter")).to_be_focused()
    axe(page)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Year to date")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_chart_reads_its_values_to_the_keyboard(catalogue: Open) -> None:
    page = catalogue("charts/")
    chart = page.locator("ac-chart:visible").first
    chart.focus()
    page.keyboard.press("End")
    tip = chart.get_by_role("status")
    expect(tip).to_contain_text("28.6%")
    expect(tip).to_contain_text("90\u2009% interval")
    page.keyboard.press("Home")
    expect(tip).to_contain_text("Nov 24")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_bar_of_the_waterfall_opens_its_explanation(catalogue: Open) -> None:
    page = catalogue("charts/")
    row = page.get_by_role("link", name="Time saved").first
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#peek h2")).to_have_text("Time")
    page.keyboard.press("Escape")
    expect(row).to_be_focused()


def test_a_list_sorts_searches_and_turns_its_pages_by_its_address(
    catalogue: Open, axe: Callable[[Page], None]
) -> None:
    page = catalogue("list/")
    page.get_by_role("link", name="Number").click()
    expect(page.get_by_role("columnheader", name="Number")).to_have_attribute("aria-sort", "descending")
    numbers = [int(n) for n in page.locator("tbody td.num").all_text_contents()]
    assert numbers == sorted(numbers, reverse=True)
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("link", name="Previous")).to_be_visible()
    seen = page.locator("tbody td.num").all_text_contents()
    page.reload()
    assert page.locator("tbody td.num").all_text_contents() == seen
    page.get_by_role("searchbox").fill("zzzz")
    expect(page.locator("#rows")).to_contain_text("No kinds match")
    axe(page)
    page.get_by_role("link", name="Show all kinds").click()
    expect(page.locator("tbody tr")).to_have_count(5)


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


def test_work_under_way_goes_on_after_a_reload(catalogue: Open) -> None:
    page = catalogue()
    progress = page.locator("#sample")
    expect(progress).to_contain_text("of 4", timeout=15_000)
    page.reload()
    expect(progress).to_contain_text("Done", timeout=30_000)
    expect(progress.get_by_role("progressbar")).to_have_attribute("value", "1")


def test_the_menu_of_a_phone_opens_on_the_screen(catalogue: Open, axe: Callable[[Page], None]) -> None:
    page = catalogue("list/", size=PHONE)
    page.get_by_role("button", name="More").click()
    box = page.locator("#user-menu").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    assert box["y"] + box["height"] <= PHONE[1]
    axe(page)
    page.locator("#user-menu").get_by_role("link", name="People", exact=True).click()
    page.wait_for_url("**/people/")


def test_a_sequence_of_keys_opens_a_page(catalogue: Open) -> None:
    page = catalogue("board/")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/roi/")


def test_nothing_is_lost_at_320_pixels(catalogue: Open) -> None:
    for path in ("", "charts/", "list/", "record/", "board/"):
        page = catalogue(path, size=(320, 640))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.context.close()


def test_a_link_is_copied(catalogue: Open) -> None:
    page = catalogue()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#toasts")).to_contain_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_who_was_signed_out_comes_to_the_sign_in_page_and_not_into_a_cell(catalogue: Open) -> None:
    page = catalogue("board/")
    wait_until_listening(page)  # or what a page asks for by itself leads to the sign-in page before the click
    page.context.clear_cookies()
    page.locator("#link-northwind").click(no_wait_after=True)
    page.wait_for_url("**/sign-in/**")
    assert "next=%2Fui%2Fcatalogue%2Fboard%2F" in page.url


def test_what_may_not_be_seen_looks_like_what_is_not_there(
    catalogue: Open, axe: Callable[[Page], None]
) -> None:
    page = catalogue("nothing/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here for you")
    axe(page)


def test_the_first_load_keeps_to_its_budget(catalogue: Open) -> None:
    """120 KB over the wire, as the browser counts it: page, styles, scripts, font, icons."""
    page = catalogue("record/")
    wait_until_listening(page)  # the last that a page asks for by itself
    page.evaluate("document.fonts.ready.then(() => true)")
    sizes = page.evaluate(
        "[performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')]"
        ".map(e => [e.name, e.transferSize])"
    )
    total = sum(size for _, size in sizes)
    assert total <= 120 * 1024, sizes
