"""A yes is noted, a rule is built from conditions, a file is asked for, and a person is erased, as people do it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("ACCRUE_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_consents_rules_and_erasing(
    open_page: Watched, axe: Callable[[Page], None], person: Callable[..., Any]
) -> None:
    from accrue import clock
    from accrue.contacts.models import Person
    from accrue.privacy.models import RetentionRule

    ana = person("administrator")
    long_ago = clock.now() - timedelta(days=1_500)
    hanna, *_ = Person.objects.bulk_create(
        Person(given_name=name, family_name="Vögel", segment=segment, created_at=long_ago)
        for name, segment in (("Hanna", "Lead"), ("Otto", "Lead"), ("Ines", "Customer"))
    )

    page = open_page(f"/people/{hanna.pk}/consents/", user=ana)
    page.get_by_label("Purpose").select_option("phone")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("Write what was said or ticked, word for word")).to_be_visible()
    axe(page)
    page.get_by_label("Evidence").fill("Yes, call me about the pumps")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("row", name=re.compile("Phone calls Calls.*Yes"))).to_be_visible()
    axe(page)
    _picture(page, "consents")

    page.goto("/personal-data/")
    _picture(page, "overview-empty")
    page.get_by_role("link", name="New retention rule").click()
    page.get_by_label("Name").fill("Old leads")
    page.get_by_role("button", name="Condition", exact=True).press("Enter")
    page.get_by_label("Field", exact=True).select_option("segment")
    page.get_by_role("textbox", name="Segment").fill("Lead")
    expect(page.get_by_text("Today this finds 1 person.")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Old leads")
    axe(page)
    _picture(page, "rule-new")
    page.get_by_role("button", name="Keep the rule").click()
    expect(page.get_by_role("heading", name="Today it would plan to erase 1 person")).to_be_visible()
    assert RetentionRule.objects.get().filter == {"all": [["segment", "contains", "Lead"]]}
    axe(page)
    _picture(page, "rule")

    page.goto(f"/people/{hanna.pk}/personal-data/")
    page.get_by_role("button", name="Write the file").click()
    expect(page.get_by_text("being written")).to_be_visible()
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Write the name as it stands on the record, to confirm")).to_be_visible()
    axe(page)
    page.get_by_label("Name, as it stands").fill("Hanna Vögel")
    page.get_by_label("Days in which").fill("3")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text(re.compile("Will be erased"))).to_be_visible()
    axe(page)
    _picture(page, "person")
    page.goto("/personal-data/")
    _picture(page, "overview")
    page.goto("/personal-data/kept/")
    axe(page)
    _picture(page, "kept")
    dark = open_page(f"/people/{hanna.pk}/personal-data/", user=ana, theme="dark")
    axe(dark)
    _picture(dark, "person-dark")
    page.goto(f"/people/{hanna.pk}/personal-data/")
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_text("Stopped. Nothing was erased.")).to_be_visible()

    small = open_page("/personal-data/rules/new/", user=ana, size=PHONE, theme="dark")
    small.get_by_role("button", name="Condition", exact=True).click()
    expect(small.get_by_label("Field", exact=True)).to_be_visible()
    axe(small)
    _picture(small, "rule-phone")
    for path, name in (
        (f"/people/{hanna.pk}/consents/", "consents-phone"),
        (f"/people/{hanna.pk}/personal-data/", "person-phone"),
        ("/personal-data/", "overview-phone"),
        ("/personal-data/kept/", "kept-phone"),
    ):
        small.goto(path)
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        _picture(small, name)
