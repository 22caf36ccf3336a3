"""Giving a statement out in a real browser: the workbook, stakeholders, comments, in light, dark and on a phone."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from accrue.roi.models import DesignPin, StatementMail
from accrue.roi.selectors.sending import unsubscribe_token
from accrue.roi.services import set_programme
from accrue.roi.services.comments import comment
from accrue.roi.services.sending import send_statement
from accrue.roi.services.stakeholders import add_stakeholder, set_schedule
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.specimen import specimen
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_return import run_waiting_jobs

LOOKS = [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE)]
SHOTS = os.environ.get("ACCRUE_SHOTS")


@pytest.fixture
def finance(person):
    found = person("finance", "Fin Owner")
    set_programme(actor=found, currency="EUR", go_live=date(2026, 1, 1), margin_rate=Decimal("0.4"))
    return found


@pytest.fixture
def statement(finance):
    kept = keep_statement(actor=finance, drawn=specimen()).statement
    comment(actor=finance, statement=kept, text="Why so high?", line="holdout/spring/mail/revenue")
    return kept


def shot(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_readable_by_everybody(open_page, axe, finance, statement, theme, size):
    outsider = add_stakeholder(
        actor=finance, name="Ada Board", email="ada.with.a.rather.long.address@example.org"
    )
    add_stakeholder(actor=finance, user=finance)
    set_schedule(actor=finance, every="week", day=1, hour=7, approved_only=False)
    send_statement(actor=finance, statement=statement)
    page = open_page(theme=theme, size=size, user=finance)
    leave = f"/unsubscribe/{unsubscribe_token(outsider)}/"
    late = "/roi/statements/1/files/xlsx/?asked=60"
    for n, address in enumerate(("/roi/sending/", "/roi/statements/1/", leave, late)):
        page.goto(address)
        axe(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address
        shot(page, f"{n}-{theme}-{size[0]}")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_a_file_of_costs_is_looked_at_and_entered(open_page, axe, finance, tmp_path, theme, size):
    file = tmp_path / "costs.csv"
    page = open_page("/roi/costs/import/", theme=theme, size=size, user=finance)
    for row, name in (("media,x,EUR,2026-01-02", "wrong"), ("media,5,EUR,2026-01-02", "right")):
        file.write_text(f"category,amount,currency,incurred_on\n{row}\n")
        page.get_by_label("File", exact=True).set_input_files(file)
        page.get_by_role("button", name="Look at it").click()
        page.locator("#rows-t").wait_for()
        axe(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        shot(page, f"import-{name}-{theme}-{size[0]}")
    page.get_by_role("button", name="Enter 1 cost").click()
    page.get_by_role("cell", name="€5.00").wait_for()
    axe(page)
    shot(page, f"costs-{theme}-{size[0]}")


def test_the_workbook_is_asked_for_in_the_menu_and_downloads(open_page, axe, finance, statement):
    page = open_page("/roi/statements/1/", user=finance)
    page.get_by_role("button", name="Export").click()
    axe(page)
    page.get_by_role("menuitem", name="Workbook with formulas").click()
    page.wait_for_url("**/files/xlsx/")
    with page.expect_download() as got:
        run_waiting_jobs()
    assert got.value.suggested_filename == "accrue-statement-1.xlsx"
    assert got.value.path().read_bytes().startswith(b"PK")


def test_a_stakeholder_and_a_comment_are_added_in_dialogs(open_page, axe, finance, statement):
    page = open_page("/roi/sending/", user=finance)
    page.get_by_role("button", name="Add stakeholder").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail address").fill("ada@example.org")
    dialog.get_by_role("button", name="Add").click()
    dialog.locator(".field-error").first.wait_for()
    axe(page)
    dialog.get_by_role("textbox", name="Name").fill("Ada Board")
    dialog.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Remove Ada Board").wait_for()
    page.goto("/roi/statements/1/")
    page.locator("#comments").get_by_role("button", name="Comment", exact=True).click()
    dialog.get_by_role("textbox", name="Comment").fill("Looks right")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    page.locator("#comments").get_by_text("Looks right").wait_for()


def test_a_design_is_chosen_with_its_reason_and_let_go_again(open_page, axe, finance, statement):
    page = open_page("/roi/statements/1/", user=finance)
    page.locator("#row-1").click()
    opener = page.locator("#peek").get_by_role("button", name="Choose the design")
    opener.click()
    dialog = page.get_by_role("dialog", name="Margin of orders: how it is measured")
    design = dialog.get_by_label("Design")
    assert design.input_value() == ""
    design.select_option("timeline")
    dialog.get_by_role("button", name="Save").click()
    dialog.get_by_text("Say why, in a sentence.").wait_for()
    assert design.input_value() == "timeline", "what was chosen stays"
    axe(page)
    dialog.get_by_label("Why").fill("Agreed with finance.")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_text("The next statement is measured by it").wait_for()
    assert DesignPin.objects.get().reason == "Agreed with finance."
    page.goto("/roi/statements/1/lines/1/")
    page.get_by_role("button", name="Choose the design").click()
    assert dialog.get_by_label("Why").input_value() == "Agreed with finance."
    design.select_option("")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_text("The next statement takes the best design").wait_for()
    assert not DesignPin.objects.exists()


def test_a_failed_mail_is_sent_again_by_its_button(open_page, axe, finance, statement):
    one = add_stakeholder(actor=finance, name="Ada Board", email="ada@example.org")
    set_schedule(actor=finance, every="week", day=1, hour=7, approved_only=False)
    [mail] = send_statement(actor=finance, statement=statement)
    StatementMail.objects.filter(pk=mail.pk).update(state="failed", error="550 no such user")
    page = open_page("/roi/sending/", user=finance, size=PHONE)
    axe(page)
    page.get_by_role("button", name=f"Send again: statement 1 to {one}").click()
    page.get_by_text("is on its way again").wait_for()
    assert page.get_by_role("button", name="Send again").count() == 0
    assert StatementMail.objects.get().state == "waiting"
