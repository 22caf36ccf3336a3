"""Two records become one by keyboard, and two again, on the pages people use."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched


def test_merged_by_keyboard_and_undone(
    open_page: Watched, axe: Callable[[Page], None], person: Callable[..., Any]
) -> None:
    from accrue.contacts.services import create_person
    from accrue.sales.services import ensure_default_pipeline, open_deal

    ana = person("administrator")
    kept = create_person(
        actor=ana,
        given_name="Hanna",
        family_name="Vögel",
        email="hanna@northwind.example",
        phone="+49 40 555 1000",
    )
    gone = create_person(
        actor=ana,
        given_name="Hanna",
        family_name="Voegel",
        phone="+49 40 5551000",
        job_title="Head of buying",
    )
    stage = ensure_default_pipeline().stages.first()
    assert stage is not None
    open_deal(actor=ana, stage_id=stage.pk, fields={"name": "Pumps", "person_id": gone.pk})

    page = open_page(f"/people/{kept.pk}/", user=ana)
    page.get_by_role("link", name="Merge", exact=True).click()
    page.get_by_role("searchbox", name="Search people").fill("voege")
    expect(page).to_have_url(re.compile("q=voege"))
    axe(page)
    page.get_by_role("link", name=re.compile("Hanna Voegel")).press("Enter")
    expect(page.get_by_text("1 deal", exact=True)).to_be_visible()
    axe(page)
    mine = page.get_by_role("group", name="Family name").get_by_role("radio").first
    expect(mine).to_be_checked()
    mine.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("group", name="Family name").get_by_role("radio").last).to_be_checked()
    page.get_by_role("heading", name="What goes along").click()
    page.keyboard.press("m")
    expect(page).to_have_url(re.compile(f"/people/{kept.pk}/$"))
    expect(page.get_by_role("heading", level=1, name="Hanna Voegel")).to_be_visible()
    expect(page.get_by_role("link", name="Pumps").first).to_be_visible()
    page.goto(f"/people/{gone.pk}/")
    expect(page).to_have_url(re.compile(f"/people/{kept.pk}/$"))
    axe(page)
    page.get_by_role("link", name="Merges", exact=True).click()
    axe(page)
    page.get_by_role("button", name=re.compile("Undo the merge")).press("Enter")
    expect(page).to_have_url(re.compile(f"/people/{gone.pk}/$"))
    expect(page.get_by_role("link", name="Pumps").first).to_be_visible()

    for theme, size in (("dark", (1440, 900)), ("light", PHONE)):
        page = open_page(theme=theme, size=size, user=ana)  # type: ignore[arg-type]  # one of both
        for path in (f"/people/{kept.pk}/merge/{gone.pk}/", f"/people/{kept.pk}/merge/", "/merges/"):
            page.goto(path)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{path} scrolls sideways"
            )
