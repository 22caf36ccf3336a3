"""What records carry, in a real browser: tags, comments with their drafts, and what one is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched, wait_until_listening

NASTY = '<img src=x onerror=alert(1)> **bold** <script>alert(2)</script> https://a.example/?"onclick=alert(3)'


@pytest.mark.parametrize(("theme", "size"), [("light", (1440, 900)), ("dark", PHONE)])
def test_tags_comments_and_notifications(
    open_page: Watched,
    axe: Callable[[Page], None],
    person: Callable[..., Any],
    theme: Any,
    size: Any,
) -> None:
    from accrue.activities.services import tell_named
    from accrue.contacts.services import create_person
    from accrue.events.models import Event

    ana = person("administrator")
    hanna = create_person(actor=ana, given_name="Hanna", family_name="Vogel")
    page = open_page(f"/people/{hanna.pk}/", theme=theme, size=size, user=ana)
    wait_until_listening(page)

    tags = page.locator("#panel-tags")
    tags.get_by_label("Add a tag").fill("VIP, <b>Fair</b>")
    page.keyboard.press("Enter")
    expect(tags).to_contain_text("<b>Fair</b>")
    tags.get_by_role("button", name="Remove the tag VIP").click()
    expect(tags.get_by_role("button", name="Remove the tag VIP")).to_have_count(0)

    page.get_by_label("Comment", exact=True).fill("Half a thought")
    page.reload()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Half a thought")
    page.get_by_label("Comment", exact=True).fill(f"@{ana.name} {NASTY}")
    page.get_by_role("button", name="Comment", exact=True).click()
    said = page.locator("#timeline .comment")
    expect(said.locator("strong")).to_have_text("bold")
    assert said.locator("img, script, [onclick]").count() == 0
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    page.reload()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # Nobody tells themselves: a colleague's words do.
    colleague = person("manager", name="Tom Beck")
    from accrue.activities.services import write_comment

    words = write_comment(actor=colleague, kind="person", record_id=hanna.pk, text=f"@{ana.email} look")
    event = Event.objects.get(name="CommentWritten", data__comment_id=words.pk)
    tell_named(event_id=event.pk, comment_id=words.pk)
    if size is not PHONE:
        expect(page.locator("nav .nav-count", has_text="1").first).to_be_visible()
    for path in ("/notifications/", "/tags/"):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto("/notifications/")
    page.get_by_role("button", name="named you in a comment on Hanna Vogel").click()
    expect(page).to_have_url(re.compile(f"/people/{hanna.pk}/$"))
