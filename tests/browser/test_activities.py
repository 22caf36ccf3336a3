"""What records carry, in a real browser: tags, comments with their drafts, and what one is told."""

from __future__ import annotations

import io
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


@pytest.mark.parametrize(("theme", "size"), [("light", (1440, 900)), ("dark", PHONE)])
def test_files_followers_and_names(
    open_page: Watched,
    axe: Callable[[Page], None],
    person: Callable[..., Any],
    theme: Any,
    size: Any,
) -> None:
    from accrue.activities.models import FileVersion
    from accrue.activities.services import look_at_file
    from accrue.contacts.services import create_person

    ana, tom = person("administrator"), person("manager", name="Tom Beck")
    hanna = create_person(actor=ana, given_name="Hanna", family_name="Vogel")
    page = open_page(f"/people/{hanna.pk}/", theme=theme, size=size, user=ana)
    wait_until_listening(page)

    files = page.locator("#panel-files")
    evil = {"name": "<img src=x onerror=alert(1)>.svg", "mimeType": "image/svg+xml", "buffer": SVG}
    photo = {"name": "roof.png", "mimeType": "image/png", "buffer": _picture()}
    files.get_by_label("Files to add").set_input_files([evil, photo])
    expect(files.locator(".file-row")).to_have_count(2)
    for one in FileVersion.objects.all():
        look_at_file(version_id=one.pk)
    page.reload()
    expect(files.locator("img.file-thumb")).to_have_count(1)
    assert files.locator("img.file-thumb").evaluate("img => img.decode().then(() => img.naturalWidth)") == 60
    with page.expect_download() as caught:
        files.get_by_role("link", name=".svg").click()
    assert caught.value.suggested_filename.endswith(".svg")

    handle = page.evaluate_handle(
        "() => { const d = new DataTransfer(); d.items.add(new File(['Two'], 'roof.png')); return d }"
    )
    files.locator("ac-drop").dispatch_event("drop", {"dataTransfer": handle})
    expect(files).to_contain_text("version 2")
    expect(files.get_by_label("Files to add")).to_have_value("")
    page.get_by_role("button", name="What to do with roof.png").click()
    axe(page)
    page.get_by_role("menuitem", name="Versions").click()
    expect(page.get_by_role("dialog")).to_contain_text("Version 1")
    axe(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="What to do with roof.png").click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(files.locator(".file-row")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(files.locator(".file-row")).to_have_count(2)

    followers = page.locator("#panel-followers")
    expect(followers).to_contain_text(ana.name)
    followers.get_by_role("button", name="Unfollow").click()
    expect(followers).to_contain_text("Nobody follows this yet")

    text = page.get_by_label("Comment", exact=True)
    text.click()
    page.keyboard.type("Ask @to")
    option = page.get_by_role("option", name=tom.name)
    expect(option).to_have_attribute("aria-selected", "true")
    assert text.get_attribute("aria-activedescendant") == option.get_attribute("id")
    axe(page)
    page.keyboard.press("Enter")
    expect(text).to_have_value(f"Ask @{tom.name} ")
    expect(option).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto("/team-chat/")
    page.get_by_role("link", name="Add a channel").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Sales")
    dialog.get_by_label("Address").fill("jsons://chat.example/secret")
    dialog.get_by_label("Deals moved, won and lost").check()
    axe(page)
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Sales")).to_contain_text("Not tried yet")
    for path in ("/team-chat/", "/notifications/preferences/"):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def _picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return out.getvalue()
