"""What is around every page: theme, menu of a phone, narrow windows, work under way, and what it weighs."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, wait_until_listening


def test_the_theme_is_there_before_the_first_paint(catalogue: Open, axe: Callable[[Page], None]) -> None:
    page = catalogue("", theme="light")
    page.locator(".user-button").click()
    page.get_by_label("Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "accrue-dark")
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    axe(page)
    answer = page.request.get(page.url)
    assert '<html lang="en" data-theme="accrue-dark"' in answer.text()


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


def test_nothing_is_lost_at_320_pixels(catalogue: Open) -> None:
    page = catalogue(size=(320, 640))
    for path in ("", "charts/", "list/", "record/", "board/"):
        page.goto(f"/ui/catalogue/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_link_is_copied(catalogue: Open) -> None:
    page = catalogue()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#toasts")).to_contain_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


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
