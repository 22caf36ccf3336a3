"""Charts and lists, read and turned by keyboard."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open


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
