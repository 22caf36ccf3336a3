"""What was typed is put back; a rule is tried and switched on; the score says what to mend."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("ACCRUE_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_standards_rules_and_health(
    open_page: Watched, axe: Callable[[Page], None], person: Callable[..., Any]
) -> None:
    from accrue.contacts.models import Person
    from accrue.contacts.services import create_person
    from accrue.quality.services.health import look

    ana = person("administrator")
    made = create_person(
        actor=ana, given_name="BELL", family_name="HOOKS", email="bell@gmial.com", segment="key"
    )
    page = open_page(f"/people/{made.pk}/", user=ana)
    expect(page.get_by_text("Did you mean bell@gmail.com?")).to_be_visible()
    axe(page)
    _picture(page, "typed")
    page.get_by_role("button", name=re.compile("Put back: Family name")).click()
    expect(page.get_by_role("heading", level=1, name="Bell HOOKS")).to_be_visible()

    page.goto("/rules/new/?kind=person")
    page.get_by_label("Field", exact=True).select_option("segment")
    page.get_by_label("Must").select_option("pattern")
    page.get_by_label("Pattern").fill("[A-Z]+")
    axe(page)
    _picture(page, "rule-form")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", name="1 of 1 people break this rule")).to_be_visible()
    axe(page)
    _picture(page, "rule")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("Refuses").first).to_be_visible()

    Person.objects.filter(pk=made.pk).update(given_name="BELLA")
    look("person")
    page.goto("/quality/")
    expect(page.get_by_text("Given name is not in standard form")).to_be_visible()
    page.get_by_text("How this number is made").click()
    axe(page)
    _picture(page, "health")
    page.get_by_role("link", name="Given name is not in standard form").click()
    expect(page.get_by_role("link", name="BELLA HOOKS")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name=re.compile("Standardise all 1")).click()
    expect(page.get_by_text("0 of 1")).to_be_visible()
    axe(page)
    small = open_page("/quality/person/", user=ana, size=PHONE, theme="dark")
    axe(small)
    _picture(small, "health-phone")
