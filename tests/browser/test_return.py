"""The return in a real browser: the statement down to the orders, a cost, drawing with its bar, the PDF, a link."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from accrue.roi.services import exclude_team, set_programme
from accrue.roi.services.publishing import approve_statement, publish_statement
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.company import found_company
from accrue.roi.tests.specimen import DECLARED, HOLDOUT, REFUSED, TREND, refusing, specimen
from accrue_facts.values import Interval, Records
from tests.browser.conftest import DESKTOP, PHONE

LOOKS = [("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE)]
PAGES = [
    "/roi/",
    "/roi/statements/",
    "/roi/statements/1/methods/",
    "/roi/statements/1/lines/0/",
    "/roi/statements/1/lines/1/",
    "/roi/statements/1/lines/0/records/",
    "/roi/statements/1/costs/training/",
    "/roi/statements/1/figures/net/",
    "/roi/statements/1/links/",
    "/roi/compare/1/2/",
    "/roi/statements/2/",
    "/roi/costs/",
    "/roi/benefits/",
    "/roi/goals/",
    "/roi/baselines/",
    "/roi/programme/",
    "/experiments/",
    "/experiments/new/",
]


@pytest.fixture
def finance(person):
    return person("finance", "Fin Owner")


@pytest.fixture
def programme(finance):
    return set_programme(actor=finance, currency="EUR", go_live=date(2026, 1, 1), margin_rate=Decimal("0.4"))


@pytest.fixture
def statement(finance, programme):
    kept = keep_statement(actor=finance, drawn=specimen()).statement
    keep_statement(actor=finance, drawn=refusing())
    return kept


def run_waiting_jobs() -> None:
    """What the worker would do, in this process."""
    from django.db import connection
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    for job in list(ProcrastinateJob.objects.filter(status="todo", queue_name="statements").order_by("pk")):
        app.tasks[job.task_name].func(**job.args)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_every_page_is_readable_by_everybody(open_page, axe, finance, statement, theme, size):
    page = open_page(theme=theme, size=size, user=finance)
    for address in PAGES:
        page.goto(address)
        axe(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address


def test_a_line_opens_by_keyboard_beside_the_page_and_gives_the_focus_back(
    open_page, axe, finance, statement
):
    page = open_page("/roi/statements/1/", user=finance)
    lines = page.get_by_role("region", name="Line by line, table")
    link = lines.get_by_role("link", name="Fax line closed", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    page.locator("#peek h2", has_text="Fax line closed").wait_for()
    axe(page)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent").strip() == "Fax line closed"


def test_charts_read_out_their_values_and_stand_as_a_table(open_page, axe, finance, statement):
    page = open_page("/roi/statements/1/", user=finance)
    page.get_by_text("Show as table").first.click()
    assert page.get_by_role("rowheader", name="Net return").first.is_visible()
    page.get_by_role("link", name="Margin of orders since go-live").first.click()
    page.locator("#changed svg:visible").first.wait_for()
    axe(page)


def test_a_cost_is_entered_in_a_dialog_that_keeps_what_was_typed(open_page, axe, finance, programme):
    page = open_page("/roi/costs/", user=finance)
    page.get_by_role("button", name="New cost").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Amount").fill("12,5")
    dialog.get_by_label("Note").fill("Coffee")
    axe(page)
    dialog.get_by_role("button", name="Enter cost").click()
    dialog.locator(".field-error").first.wait_for()
    assert dialog.get_by_label("Note").input_value() == "Coffee"
    axe(page)
    dialog.get_by_role("textbox", name="Amount").fill("12.50")
    dialog.get_by_role("button", name="Enter cost").click()
    page.get_by_role("cell", name="€12.50").first.wait_for()


def test_from_drawing_to_the_orders_and_the_pdf(open_page, axe, finance, programme, tmp_path):
    company = found_company(finance, people=400, effect=2.5)
    exclude_team(actor=finance, team=company.outside, reason="Another book.")
    page = open_page("/roi/", user=finance)
    page.get_by_role("button", name="Draw statement").click()
    page.get_by_role("dialog").get_by_role("button", name="Draw statement").click()
    page.get_by_text("Waiting for the worker").wait_for()
    page.reload()
    page.get_by_text("Waiting for the worker").wait_for()
    run_waiting_jobs()
    page.get_by_role("heading", name="Statement 1").wait_for()
    axe(page)
    page.locator("#row-0").click()
    peek = page.locator("#peek")
    peek.get_by_text("How this number is made").wait_for()
    peek.get_by_role("link", name="that carry money").first.click()
    page.get_by_text("records add up to").wait_for()
    order = page.locator("#rows a[href*='/orders/']").first
    number = order.inner_text()
    order.click()
    page.get_by_role("heading", name=number).first.wait_for()
    run_waiting_jobs()
    page.goto("/roi/statements/1/")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    file = Path(tmp_path) / "statement.pdf"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_a_published_statement_needs_no_sign_in_and_leads_nowhere(
    open_page, axe, finance, statement, theme, size
):
    approve_statement(actor=finance, statement=statement)
    _, token = publish_statement(actor=finance, statement=statement, label="Board")
    page = open_page(f"/published/{token}/", theme=theme, size=size)
    page.get_by_text("175%").first.wait_for()
    axe(page)
    assert page.locator("a[href^='/']").count() == 0


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_two_statements_are_compared_and_others_chosen(open_page, axe, finance, statement, theme, size):
    less = replace(DECLARED, value=60.0, records=(Records("Declared", 60.0, None, None, 1),))
    drawn = specimen(
        lines=(HOLDOUT, TREND, less, REFUSED),
        benefit=Interval(1060.0, 460.0, 1660.0),
        net_return=Interval(660.0, 60.0, 1260.0),
        fingerprint="d" * 64,
    )
    keep_statement(actor=finance, drawn=drawn)
    page = open_page("/roi/compare/1/3/", theme=theme, size=size, user=finance)
    page.get_by_role("heading", name="Statement 3 against 1").wait_for()
    moved = page.get_by_role("region", name="What moved, table")
    row = moved.get_by_role("row").filter(has_text="Fax line closed")
    assert "−€40.00" in row.inner_text()
    assert "−€40.00" in moved.locator("tfoot").inner_text(), (
        "the parts add up to the change of the net return"
    )
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("combobox", name="From").select_option("3")
    page.get_by_role("combobox", name="to", exact=True).select_option("1")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/roi/compare/3/1/")
    row = page.get_by_role("row").filter(has_text="Fax line closed")
    assert "€40.00" in row.inner_text()
    assert "−€40.00" not in row.inner_text()


def test_a_link_is_made_in_a_dialog_shown_once_and_revoked(open_page, axe, finance, statement):
    page = open_page("/roi/statements/1/links/", user=finance)
    page.get_by_text("Only an approved statement is given out").wait_for()
    assert page.get_by_role("button", name="New link").count() == 0
    approve_statement(actor=finance, statement=statement)
    page.reload()
    page.get_by_role("button", name="New link").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Works for").fill("400")
    dialog.locator("button.btn-primary").click()
    dialog.locator(".field-error").first.wait_for()
    assert dialog.get_by_label("Works for").input_value() == "400"
    assert page.evaluate("document.activeElement.ariaInvalid") == "true", (
        "where to go on is where it went wrong"
    )
    axe(page)
    dialog.get_by_label("For", exact=True).fill("Board, May")
    dialog.get_by_label("Works for").fill("30")
    dialog.locator("button.btn-primary").click()
    address = dialog.get_by_role("textbox", name="Address")
    address.wait_for()
    assert dialog.get_by_role("navigation").count() == 0, "the dialog holds its part, not a page"
    axe(page)
    link = address.input_value()
    dialog.get_by_role("button", name="Copy").click()
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.keyboard.press("Escape")
    reader = open_page(link[link.index("/published/") :])
    reader.get_by_text("175%").first.wait_for()
    page.goto("/roi/statements/1/links/")
    page.get_by_text("Board, May").first.wait_for()
    assert link not in page.content(), "a link is shown once"
    page.get_by_role("button", name="Revoke").first.click()
    page.get_by_text("Revoked").first.wait_for()
    assert reader.goto(link[link.index("/published/") :]).status == 404
