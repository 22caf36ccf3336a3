"""Many records at once, cells edited in place and a look beside the list: by keyboard, in the dark and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched
from tests.browser.test_lists import shot


@pytest.fixture
def mia(person: Callable[..., Any]) -> Any:
    return person("administrator")


@pytest.fixture
def people(mia: Any) -> None:
    from accrue.contacts.models import Company, Person

    tools = Company.objects.create(name="Acme Tools", owner=mia)
    Person.objects.bulk_create(
        Person(
            given_name=f"Given{n:02}", family_name="Row", email=f"p{n}@example.org", owner=mia, company=tools
        )
        for n in range(60)
    )


def ended() -> None:
    """The worker's part, which the browser's server does not have."""
    from accrue.bulk.models import BulkAction
    from accrue.bulk.services import run

    run(BulkAction.objects.latest("pk").pk, until=lambda: False)


def ticked(page: Page, number: int) -> None:
    expect(page.locator("#rows input[name=ids]:checked")).to_have_count(number)
    expect(page.locator("#ticked [data-count]")).to_have_text(f"{number} selected")


def focused(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_be_focused()


def test_many_at_once_cells_and_a_look_beside(
    open_page: Watched, axe: Callable[[Page], None], mia: Any, people: None
) -> None:
    from accrue.contacts.models import Person

    page = open_page("/people/?cols=company,job_title,email,owner", user=mia)
    expect(page.locator("#ticked")).to_be_hidden()

    # By keyboard: step, tick, step, tick with shift: the rows between.
    page.keyboard.press("j")
    focused(page, "#rows tr:nth-child(1) .row-link")
    page.keyboard.press("x")
    ticked(page, 1)
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    ticked(page, 4)
    axe(page)
    shot(page, "many-ticked")
    expect(page.get_by_role("button", name="Merge")).to_be_hidden()

    # Tag them; it is done while one waits, and can be undone on the spot.
    page.get_by_role("button", name="Tag", exact=True).click()
    dialog = page.get_by_role("dialog", name="Change 4 people")
    expect(dialog.get_by_label("What to do")).to_have_value("tag")
    dialog.get_by_label("Tags").fill(" ")
    dialog.get_by_role("button", name="Tag 4 people").click()
    expect(dialog.get_by_text("Write a tag.")).to_be_visible()
    axe(page)
    dialog.get_by_label("Tags").fill("VIP")
    shot(page, "many-dialog")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 people tagged")).to_be_visible()
    expect(dialog).to_be_hidden()
    expect(page.locator("#ticked")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Put back: Tag people with VIP")).to_be_visible()

    # Exactly two can be merged.
    page.locator("#rows input[name=ids]").nth(0).check()
    page.locator("#rows input[name=ids]").nth(1).check()
    page.get_by_role("button", name="Merge").click()
    expect(page).to_have_url(re.compile(r"/people/\d+/merge/\d+/"))
    page.go_back()

    # All that match, by a job whose page survives a reload.
    page.locator("#tick-page").check()
    ticked(page, 50)
    page.get_by_role("button", name="Select all 60 people").click()
    expect(page.get_by_text("All 60 people selected")).to_be_visible()
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Change all 60 people")
    dialog.get_by_label("Field").select_option("job_title")
    expect(dialog.get_by_label("Job title")).to_be_visible()
    dialog.get_by_label("Job title").fill("Buyer")
    dialog.get_by_role("button", name="Change 60 people").click()
    expect(page.get_by_role("heading", name="Job title of people set to “Buyer”")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Gathering the records")).to_be_visible()
    axe(page)
    shot(page, "many-progress")
    ended()
    expect(page.get_by_text("60 of 60 records changed.")).to_be_visible()
    axe(page)
    shot(page, "many-done")
    assert Person.objects.filter(job_title="Buyer").count() == 60
    page.get_by_role("button", name="Undo all 60").click()
    expect(page.get_by_text("60 of 60 records put back as they were.")).to_be_visible()
    assert not Person.objects.filter(job_title="Buyer").exists()

    # A cell: across with the arrows, Enter edits, a fault stays, Escape leaves, saving alone.
    page.goto("/people/?cols=company,job_title,email,owner")
    page.keyboard.press("j")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    cell = page.locator("#rows tr:nth-child(1) td[data-cell=email]")
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    field = cell.get_by_label("E-mail", exact=True)
    expect(field).to_be_focused()
    field.fill("no address")
    page.keyboard.press("Enter")
    expect(cell.get_by_role("alert")).to_be_visible()
    axe(page)
    shot(page, "cell-fault")
    page.keyboard.press("Escape")
    expect(cell).to_have_text("p0@example.org")
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    cell.get_by_label("E-mail", exact=True).fill("new@example.org")
    page.keyboard.press("Enter")
    expect(cell).to_have_text("new@example.org")
    expect(page.get_by_text("E-mail saved")).to_be_visible()

    # Somebody else is quicker: what was typed stays, saving again is meant.
    title = page.locator("#rows tr:nth-child(1) td[data-cell=job_title]")
    title.click()
    title.get_by_label("Job title", exact=True).fill("Chief")
    first = Person.objects.get(email="new@example.org")
    Person.objects.filter(pk=first.pk).update(version=first.version + 1)
    page.keyboard.press("Enter")
    expect(title.get_by_role("alert")).to_contain_text("Somebody changed this record meanwhile")
    expect(title.get_by_label("Job title", exact=True)).to_have_value("Chief")
    title.get_by_role("button", name="Save job title").click()
    expect(title).to_have_text("Chief")

    # Space looks beside the list, j goes on, the address keeps it, Escape gives the focus back.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    focused(page, "#rows tr:nth-child(1) .row-link")
    page.keyboard.press("Space")
    expect(page.locator("#peek h2")).to_have_text("Given00 Row")
    expect(page.locator("#peek h2")).to_be_focused()
    axe(page)
    shot(page, "peek")
    page.keyboard.press("j")
    expect(page.locator("#peek h2")).to_have_text("Given01 Row")
    page.reload()
    expect(page.locator("#peek h2")).to_have_text("Given01 Row")
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("peek"))
    focused(page, "#rows tr:nth-child(2) [data-peek]")

    phone = open_page("/people/?cols=company,email", size=PHONE, user=mia)
    phone.locator("#rows input[name=ids]").nth(0).check()
    phone.locator("#rows input[name=ids]").nth(1).check()
    ticked(phone, 2)
    axe(phone)
    shot(phone, "many-phone")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="Assign").click()
    dialog = phone.get_by_role("dialog", name="Change 2 people")
    expect(dialog.get_by_role("combobox", name="Owner")).to_have_value(str(mia.pk))
    axe(phone)
    shot(phone, "many-phone-dialog")
    dark = open_page("/deals/table/", theme="dark", user=mia)
    dark.goto("/people/?cols=company,email&peek=" + str(first.pk))
    expect(dark.locator("#peek h2")).to_be_visible()
    dark.locator("#rows input[name=ids]").nth(2).check()
    axe(dark)
    shot(dark, "many-dark")


def test_a_list_is_taken_out_by_its_dialog(open_page: Watched, mia: Any, people: None) -> None:
    from accrue.exchange.models import Export

    page = open_page("/people/?q=given0", user=mia)
    page.get_by_role("link", name="Export").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Export 10 people")).to_be_visible()
    dialog.get_by_label("Excel").check()
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(page).to_have_url(re.compile(r"/exports/\d+/$"))
    assert Export.objects.get().form == "xlsx"
