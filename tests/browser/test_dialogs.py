"""Details in place, dialogs, questions and menus: what opens, takes the focus and gives it back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open


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
