"""The workbook recomputes the statement; nothing in it becomes a formula; slides hold native charts."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pptx import Presentation

from accrue.accounts.models import User
from accrue.roi.documents.deck import inert
from accrue.roi.documents.slides import slides_of
from accrue.roi.documents.steps import stacked
from accrue.roi.documents.workbook import workbook_of
from accrue.roi.models import Programme, Statement, StatementFile
from accrue.roi.pictures import Picture
from accrue.roi.selectors.statements import Opened
from accrue.roi.services.printing import print_page
from accrue.roi.services.publishing import approve_statement
from accrue.roi.services.statements import draw_statement, keep_statement
from accrue.roi.tests.company import found_company
from accrue.roi.tests.evaluating import OURS, Workbook
from accrue.roi.tests.specimen import DECLARED, HOLDOUT, REFUSED, TREND, refusing, specimen
from accrue.roi.tests.test_pages import signed_in, token_of
from accrue_facts.values import Projection, Step

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0")


@pytest.fixture
def kept(finance: User, programme: Programme) -> Statement:
    return keep_statement(actor=finance, drawn=specimen()).statement


def test_the_formulas_give_the_drawn_company_again_to_the_cent(finance: User, programme: Programme) -> None:
    found_company(finance, people=300)
    outcome = draw_statement(actor=finance, start=date(2026, 1, 1), end=date(2026, 6, 30))
    drawn, book = Opened(outcome.statement).drawn, Workbook(workbook_of(Opened(outcome.statement)))
    opened = Opened(outcome.statement)
    called = {line.name: opened.name_of(line) for line in drawn.lines if line.key.startswith("holdout/")}
    assert all(name != people_say for name, people_say in called.items())
    said = str([row for sheet in load_workbook(BytesIO(workbook_of(opened))) for row in sheet.values])
    assert not [
        name for name in called if name in said
    ]  # reasons, too, speak of lines by what people call them
    assert drawn.benefit
    assert drawn.net_return
    assert drawn.roi_percent
    for label, wanted in (
        ("Benefit", drawn.benefit.value),
        ("Cost", drawn.cost),
        ("Net return", drawn.net_return.value),
    ):
        assert round(book.row("Summary", label, "B"), 2) == wanted
    assert book.row("Summary", "Return on investment", "B") == pytest.approx(
        drawn.roi_percent.value / 100, abs=1e-6
    )
    assert drawn.cost_to_benefit
    assert book.row("Summary", "Cost to benefit", "B") == pytest.approx(drawn.cost_to_benefit.value, abs=1e-4)
    assert drawn.npv
    assert book.row("Summary", "Net present value", "B") == pytest.approx(
        drawn.npv.value, abs=0.005 * (len(drawn.cash) + 1)
    )
    if drawn.irr:
        told = book.row("Summary", "Internal rate of return, a year", "B")
        assert told == pytest.approx(drawn.irr.value, rel=1e-3)
    summed = 0
    for row, line in enumerate(drawn.lines, 2):
        if line.value is not None:
            assert book.at("Lines", f"K{row}") == 0
            summed += book.book["Lines"][f"F{row}"].data_type == "f"
    assert summed >= 2
    for row, _ in enumerate(drawn.costs, 2):
        assert book.book["Costs"][f"D{row}"].data_type == "f"
        assert book.at("Costs", f"F{row}") == 0
    for row, month in enumerate(drawn.cash, 2):
        assert book.at("Cash", f"B{row}") == month.earned
        assert book.at("Cash", f"E{row}") == pytest.approx(month.running, abs=0.005 * row)
        assert book.at("Cash", f"F{row}") == month.running


def test_a_changed_record_changes_the_return(kept: Statement) -> None:
    book = Workbook(workbook_of(Opened(kept)))
    sheet = book.book["Records"]
    cell = next(c for c in sheet["F"] if c.value == 400)
    cell.value = 500
    assert book.row("Summary", "Net return", "B") == 600
    assert book.row("Summary", "Return on investment", "B") == pytest.approx(1.2)


def test_a_refusing_statement_says_why_and_has_no_number(finance: User, programme: Programme) -> None:
    kept = keep_statement(actor=finance, drawn=refusing()).statement
    book = Workbook(workbook_of(Opened(kept)))
    assert book.row("Summary", "Return on investment", "B") is None
    assert "No line counts" in book.row("Summary", "Return on investment", "F")
    said = text_on(slides_of(Opened(kept)))
    assert "No return is stated" in said
    assert "at least 100 are needed" in said


@pytest.mark.parametrize("text", HOSTILE)
def test_a11_text_from_outside_never_becomes_a_formula(
    finance: User, programme: Programme, text: str
) -> None:
    hostile = replace(DECLARED, name=text, method=text)
    drawn = specimen(lines=(HOLDOUT, TREND, hostile, REFUSED))
    opened = Opened(keep_statement(actor=finance, drawn=drawn).statement)
    book = Workbook(workbook_of(opened))
    assert text not in book.formulas
    assert all(OURS.match(one) for one in book.formulas)
    cell = book.book["Lines"]["B4"]
    assert (cell.value.strip(), cell.data_type, cell.quotePrefix) == (text.strip(), "s", True)
    for part in Presentation(BytesIO(slides_of(opened))).part.package.iter_parts():
        if part.partname.endswith(".xlsx"):
            inside = load_workbook(BytesIO(part.blob))
            assert not [c.value for row in inside.active.iter_rows() for c in row if c.data_type == "f"]


def test_the_lift_of_a_bar_across_zero_is_on_both_sides() -> None:
    step = Step("a", "A", 100.0, None, None, "gain", None)
    steps = [step, replace(step, value=-150.0, kind="cost"), replace(step, value=-50.0, kind="net")]
    assert stacked(steps) == [
        ("Benefit", [100.0, 0.0, 0.0]),
        ("Cost", [0.0, 100.0, 0.0]),
        ("Cost", [0.0, -50.0, 0.0]),
        ("Total", [0.0, 0.0, -50.0]),
    ]
    assert inert("plain") == "plain"
    assert inert(" =1").startswith("'")


def text_on(content: bytes) -> str:
    found = []
    for slide in Presentation(BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return " ".join(found)


def test_slides_say_the_headline_and_hold_charts_of_their_own(kept: Statement) -> None:
    content = slides_of(Opened(kept))
    said = text_on(content)
    for words in (
        "175%",
        "25% to 325%",
        "Net return €700.00",
        "Fax line closed",
        "A holdout measures the same",
    ):
        assert words in said
    charts = [s.chart for slide in Presentation(BytesIO(content)).slides for s in slide.shapes if s.has_chart]
    assert [len(list(c.plots[0].categories)) for c in charts] == [5, 2, 2, 1]
    assert tuple(charts[-1].plots[0].series[0].values) == (400.0,)


def test_the_projection_stands_apart_with_its_interval_in_every_document(
    finance: User, programme: Programme
) -> None:
    ahead = Projection(
        24,
        80_000,
        30_000,
        50_000,
        45_000,
        "As if it went on.",
        60_000,
        100_000,
        30_000,
        70_000,
        27_000,
        63_000,
    )
    opened = Opened(keep_statement(actor=finance, drawn=replace(specimen(), projection=ahead)).statement)
    sentence = Picture(opened, addresses=False).projected[1]
    assert re.fullmatch(
        r"Over 24 more months: benefit €80\S* \(€60\S* to €100\S*\), cost €30\S*, net return \S*€50\S* "
        r"\(\S*€30\S* to \S*€70\S*\); worth \S*€45\S* \(\S*€27\S* to \S*€63\S*\) today\.",
        sentence,
    )
    for said in (text_on(slides_of(opened)), print_page(opened.kept)):
        assert sentence in said
        assert "None of this is in the figures of the return." in said
    sheet = load_workbook(BytesIO(workbook_of(opened)))["Summary"]
    [row] = [row for row in sheet.iter_rows(values_only=True) if row[0] == "Net return, projected"]
    assert row[1:5] in {(None, 50_000, 30_000, 70_000), ("", 50_000, 30_000, 70_000)}


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("pptx", b"PK")])
def test_asked_for_written_by_the_worker_and_downloaded(
    finance: User, kept: Statement, work, form: str, start: bytes
) -> None:
    client, address = signed_in(finance), reverse("roi:file", args=[kept.number, form])
    assert client.post(address)["Location"] == address
    waiting = client.get(address)
    assert b"The download starts by itself" in waiting.content
    assert waiting["Refresh"] == f"1; url={address}?asked=1"
    work()
    page = client.get(address)
    assert page.content.startswith(start)
    assert page["Content-Disposition"] == f'attachment; filename="accrue-statement-1.{form}"'
    client.post(address)
    work()
    assert StatementFile.objects.count() == 1
    approve_statement(actor=finance, statement=kept)
    assert b"The download starts by itself" in client.get(address).content


def test_programs_ask_and_fetch(finance: User, kept: Statement, work) -> None:
    client = signed_in(finance)
    asking = {"Authorization": f"Bearer {token_of(finance, 'statement:read', 'statement:write')}"}
    address = f"/api/v1/roi/statements/{kept.number}/files/xlsx"
    assert client.get(address, headers=asking).status_code == 409
    told = client.post(address, headers=asking)
    assert told.status_code == 202
    work()
    assert client.get(told["Location"], headers=asking).json()["state"] == "done"
    assert client.get(address, headers=asking).content.startswith(b"PK")
    assert client.get(address.replace("xlsx", "exe"), headers=asking).status_code in (404, 422)


def test_the_web_process_does_not_load_the_libraries() -> None:
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'accrue.settings'; django.setup();"
        "import accrue.urls, accrue.roi.jobs; sys.exit(sum(m in sys.modules for m in ('openpyxl', 'pptx')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
