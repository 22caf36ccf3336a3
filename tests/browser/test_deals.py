"""The board in a real browser: every way to move a card, what follows from it, and who else sees it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched, wait_until_listening


@pytest.fixture
def floor(live: str, person: Callable[..., Any]) -> SimpleNamespace:
    """A manager, a customer, and a few deals in the usual pipeline."""
    from accrue.contacts.models import Company
    from accrue.sales.services import ensure_default_pipeline, open_deal

    manager = person("manager", "Mia Chen")
    pipeline = ensure_default_pipeline()
    stages = {stage.name: stage for stage in pipeline.stages.all()}
    company = Company.objects.create(name="Northwind Traders", owner=manager)

    def deal(name: str, stage: str = "Qualified", minor: int = 7_300_00) -> Any:
        fields: Any = {"name": name, "amount_minor": minor, "currency": "EUR", "company_id": company.pk}
        return open_deal(actor=manager, stage_id=stages[stage].pk, fields=fields)

    made = {name: deal(name) for name in ("Renewal", "Pilot")}
    return SimpleNamespace(manager=manager, stages=stages, deal=deal, deals=made, company=company)


@pytest.fixture
def board(floor: SimpleNamespace, open_page: Watched) -> Callable[..., Page]:
    def open_board(path: str = "/deals/", **options: Any) -> Page:
        page = open_page(path, user=floor.manager, **options)
        page.wait_for_function("() => window.htmx")
        return page

    return open_board


def lane(page: Page, floor: SimpleNamespace, stage: str) -> Any:
    return page.locator(f"#lane-{floor.stages[stage].pk}")


def drag(page: Page, card: Any, onto: Any) -> None:
    card.hover()
    followed = onto.locator(f"#{card.get_attribute('id')}").first
    start, end = card.bounding_box(), onto.bounding_box()
    page.mouse.move(start["x"] + 40, start["y"] + 60)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 70, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 100, steps=12)
    expect(followed).to_be_attached()  # it goes after the pointer, when the page finds time
    page.mouse.up()


def test_dragged_to_won_makes_order_and_invoice_and_totals_follow(
    floor: SimpleNamespace, board: Callable[..., Page], work: Callable[[], int], axe: Callable[[Page], None]
) -> None:
    page = board()
    card = page.locator(f"#card-{floor.deals['Pilot'].pk}")
    drag(page, card, lane(page, floor, "Won").locator(".lane-list"))
    expect(lane(page, floor, "Won").locator(f"#card-{floor.deals['Pilot'].pk}")).to_be_visible()
    expect(lane(page, floor, "Won").locator(".lane-sum")).to_contain_text("€7,300")
    expect(lane(page, floor, "Qualified").locator(".lane-count")).to_have_text("1")
    expect(page.locator("#summary")).to_contain_text("Won in")
    expect(page.locator("#toasts")).to_contain_text("Pilot won")
    axe(page)
    work()
    page.goto(f"/deals/{floor.deals['Pilot'].pk}/")
    panel = page.locator("#panel-orders")
    expect(panel).to_contain_text("O-")
    expect(panel).to_contain_text("Invoice I-")
    panel.get_by_role("link", name="Invoice").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Invoice I-")
    expect(page.locator("main")).to_contain_text("€7,300.00")


def test_alt_and_arrow_moves_and_keeps_the_focus(floor: SimpleNamespace, board: Callable[..., Page]) -> None:
    page = board()
    link = page.locator(f"#deal-{floor.deals['Pilot'].pk}")
    link.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(lane(page, floor, "Discovery").locator(".deal")).to_have_count(1)
    expect(link).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(lane(page, floor, "Proposal").locator(".deal")).to_have_count(1)
    expect(link).to_be_focused()
    page.get_by_role("button", name="Undo").last.click()
    expect(lane(page, floor, "Discovery").locator(".deal")).to_have_count(1)


def test_the_menu_moves(
    floor: SimpleNamespace, board: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = board()
    page.get_by_role("button", name="Move Renewal").click()
    axe(page)
    page.get_by_role("menuitem", name="Negotiation").click()
    expect(lane(page, floor, "Negotiation").locator(".deal")).to_have_count(1)
    expect(lane(page, floor, "Negotiation").locator(".lane-sum")).to_contain_text("at 75%")


def test_a_refused_move_goes_back_and_says_why(floor: SimpleNamespace, board: Callable[..., Page]) -> None:
    from accrue.sales.models import Deal

    page = board()
    pilot = floor.deals["Pilot"]
    page.evaluate("document.querySelector('#live').remove()")
    Deal.objects.filter(pk=pilot.pk).update(version=9)
    drag(page, page.locator(f"#card-{pilot.pk}"), lane(page, floor, "Proposal").locator(".lane-list"))
    expect(page.locator("#toasts")).to_contain_text("Somebody changed “Pilot” meanwhile")
    expect(lane(page, floor, "Qualified").locator(f"#card-{pilot.pk}")).to_be_visible()
    expect(lane(page, floor, "Proposal").locator(".deal")).to_have_count(0)


def test_losing_asks_why_and_cancelling_puts_the_card_back(
    floor: SimpleNamespace, board: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = board()
    pilot = floor.deals["Pilot"]
    card, lost = page.locator(f"#card-{pilot.pk}"), lane(page, floor, "Lost")
    drag(page, card, lost.locator(".lane-list"))
    dialog = page.get_by_role("dialog", name="Lose Pilot")
    expect(dialog).to_be_visible()
    axe(page)
    dialog.get_by_role("button", name="Cancel").click()
    expect(lane(page, floor, "Qualified").locator(f"#card-{pilot.pk}")).to_be_visible()
    expect(lost.locator(".deal")).to_have_count(0)
    page.locator(f"#deal-{pilot.pk}").focus()
    page.get_by_role("button", name="Move Pilot").click()
    page.get_by_role("menuitem", name="Lost").click()
    dialog.get_by_label("Why was it lost?").select_option(label="Price")
    dialog.get_by_role("button", name="Mark as lost").click()
    expect(lost.locator(f"#card-{pilot.pk}")).to_be_visible()
    expect(dialog).to_be_hidden()


def test_another_browser_sees_it_within_300_ms(floor: SimpleNamespace, board: Callable[..., Page]) -> None:
    from accrue.sales.services import move_deal

    page = board()
    wait_until_listening(page)
    page.evaluate(
        """lane => { window.seen = 0; new MutationObserver(() => {
             if (!window.seen && document.querySelector(lane + ' .deal')) window.seen = Date.now();
           }).observe(document.querySelector('ac-board'), {subtree: true, childList: true}); }""",
        f"#lane-{floor.stages['Discovery'].pk}",
    )
    took = []
    for name in ("Pilot", "Renewal") * 3:  # what else the machine does may delay some, not all
        page.evaluate("window.seen = 0")
        move_deal(actor=floor.manager, deal_id=floor.deals[name].pk, stage_id=floor.stages["Discovery"].pk)
        committed = time.time() * 1000
        page.wait_for_function("() => window.seen")
        took.append(page.evaluate("window.seen") - committed)
        if took[-1] < 300:
            return
        move_deal(actor=floor.manager, deal_id=floor.deals[name].pk, stage_id=floor.stages["Qualified"].pk)
        expect(lane(page, floor, "Discovery").locator(".deal")).to_have_count(0)
    raise AssertionError(took)


def test_the_panel_has_an_address(
    floor: SimpleNamespace, board: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = board()
    pilot = floor.deals["Pilot"]
    link = page.locator(f"#deal-{pilot.pk}")
    link.click()
    peek = page.locator("#peek")
    expect(peek.get_by_role("heading", name="Pilot")).to_be_focused()
    expect(page).to_have_url(re.compile(f"peek={pilot.pk}"))
    axe(page)
    page.reload()
    expect(peek.get_by_role("heading", name="Pilot")).to_be_visible()
    page.keyboard.press("Escape")
    expect(peek).to_be_hidden()
    expect(page).not_to_have_url(re.compile("peek="))


def test_a_new_deal_by_typing(
    floor: SimpleNamespace, board: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = board()
    page.get_by_role("link", name="New deal").click()
    dialog = page.get_by_role("dialog", name="New deal")
    dialog.get_by_label("Deal", exact=True).fill("Upgrade")
    dialog.get_by_label("Company").fill("Northwind")
    expect(dialog.locator("datalist option[value='Northwind Traders']")).to_be_attached()
    axe(page)
    dialog.get_by_role("button", name="Add deal").click()
    expect(dialog.locator(".field-error").first).to_be_visible()
    dialog.get_by_label("Company").fill("Northwind Traders")
    dialog.get_by_role("textbox", name="Value").fill("1,250.50")
    dialog.get_by_role("button", name="Add deal").click()
    expect(page.locator(".deal", has_text="Upgrade")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Upgrade added")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_board_on_a_phone_and_in_the_dark(
    floor: SimpleNamespace, board: Callable[..., Page], axe: Callable[[Page], None], theme: str
) -> None:
    page = board(theme=theme, size=PHONE)
    expect(page.locator(".lane").first).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_deal_moves_through_the_calendar(
    floor: SimpleNamespace, board: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    """By keys, menu, dialog and drag, while a colleague moves another; and on a phone a list by day."""
    from datetime import date

    from accrue.sales.models import Deal

    Deal.objects.filter(name="Pilot").update(expected_close=date(2027, 3, 17))
    page = board("/deals/calendar/?month=2027-03")

    def day(number: int) -> Any:
        return page.locator(f"#day-2027-03-{number:02}")

    link = page.locator(f"#deal-{floor.deals['Pilot'].pk}")
    link.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(day(18).locator(".deal")).to_have_count(1)
    expect(link).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(day(11).locator(".deal")).to_have_count(1)
    page.get_by_role("button", name="Move Pilot").click()
    axe(page)
    page.get_by_role("menuitem", name="Choose a day").click()
    dialog = page.get_by_role("dialog", name="When will Pilot close?")
    dialog.get_by_label("Expected close").fill("2027-03-24")
    dialog.get_by_role("button", name="Set the day").click()
    expect(dialog).to_be_hidden()
    card = day(24).locator(".deal")
    expect(card).to_have_count(1)
    card.hover()
    start, end = card.bounding_box(), day(3).bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + 45, steps=12)
    expect(day(3).locator(".deal")).to_be_attached()
    Deal.objects.filter(name="Renewal").update(expected_close=date(2027, 3, 9))
    with page.expect_response(re.compile("days=1")) as answered:
        page.evaluate("window.htmx.trigger(document.body, 'deal')")
    answered.value.finished()
    page.wait_for_timeout(200)
    expect(day(3).locator(".deal")).to_be_attached()
    expect(day(9).locator(".deal")).to_have_count(0)
    page.mouse.up()
    expect(page.locator("#toasts")).to_contain_text("Pilot is expected on 3 Mar 2027")
    expect(day(9).locator(".deal")).to_contain_text("Renewal")
    page.get_by_role("button", name="Undo").last.click()
    expect(day(24).locator(".deal")).to_have_count(1)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="April 2027")).to_be_visible()
    expect(page).to_have_url(re.compile("month=2027-04"))
    page.keyboard.press("p")
    expect(day(24).locator(".deal")).to_have_count(1)
    small = board("/deals/calendar/?month=2027-03", size=PHONE)
    expect(small.get_by_text("Wednesday 24 March")).to_be_visible()
    expect(small.locator("#day-2027-03-23")).to_be_hidden()
