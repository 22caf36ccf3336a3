from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.tokens import create_token
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.events.services import begin_progress
from accrue.roi.models import LinkView, Programme, PublishedLink, Statement
from accrue.roi.pictures import Picture
from accrue.roi.selectors.statements import Opened, link_opened_by
from accrue.roi.services.comments import comment
from accrue.roi.services.printing import pdf_of, print_page
from accrue.roi.services.publishing import approve_statement, publish_statement, revoke_link
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.specimen import DECLARED, HOLDOUT, REFUSED, TREND, refusing, specimen
from accrue_facts.values import Interval, Records


@pytest.fixture
def kept(finance: User, programme: Programme) -> Statement:
    return keep_statement(actor=finance, drawn=specimen()).statement


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def token_of(user: User, *scopes: str) -> str:
    later = clock.now() + timedelta(days=1)
    return create_token(user=user, name="test", scopes=scopes or ["statement:read"], expires_at=later)[1]


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_headline_speaks_plainly(kept: Statement) -> None:
    picture = Picture(Opened(kept))
    assert picture.roi == "175%"
    assert picture.roi_interval == "25% to 325%"
    assert picture.per_unit == (
        "Each €1 spent on Accrue gave back €2.75, and very likely between €1.25 and €4.25."
    )
    assert [(c.label, c.value) for c in picture.cells] == [
        ("Net return", "€700"),
        ("Cost to benefit", "0.36"),
        ("Chance it pays off", "97%"),
        ("Payback", "2.4 months"),
        ("Evidence", "91% measured"),
    ]
    assert picture.cells[3].beside == "from 1.2 months, no upper end"


def test_the_page_says_everything_the_statement_knows(finance: User, kept: Statement) -> None:
    said = text_of(signed_in(finance).get(reverse("roi:statement", args=[kept.number])))
    for words in (
        "175%",
        "Net return",
        "€700.00",
        "Fax line closed",
        "A holdout measures the same margin.",
        "at least 100 are needed",
        "What changed, against without Accrue",
        "Show as table",
        "could be chance",
        kept.fingerprint,
    ):
        assert words in said


def test_a_huge_rate_of_return_is_said_in_words(finance: User, programme: Programme) -> None:
    huge = keep_statement(actor=finance, drawn=specimen(irr=Interval(4.1e9, 2.0e7, 8.8e12))).statement
    cell = Picture(Opened(huge)).over_time[1]
    assert (cell.value, cell.beside.split(";")[0]) == ("above 1,000\u2009%", "and so is all of its interval")
    assert '"irr":{"value":4100000000.0' in huge.body
    wide = specimen(irr=Interval(12.0, 0.5, None), fingerprint="c" * 64)
    cell = Picture(Opened(keep_statement(actor=finance, drawn=wide).statement)).over_time[1]
    assert (cell.value, cell.beside) == ("above 1,000\u2009%", "from 50%, no upper end")


def test_what_drove_the_margin_stands_beneath_it(finance: User, kept: Statement) -> None:
    client, beneath = signed_in(finance), "of which: share of people who bought 75.00% against 50.00% without"
    said = text_of(client.get(reverse("roi:statement", args=[kept.number])))
    assert (
        said.index("spring: mail") < said.index(beneath) < said.index("Fax line closed", said.index(beneath))
    )
    for page in (said, text_of(client.get(reverse("roi:statement_line", args=[kept.number, 0])))):
        assert "€1,100.10" in page
        assert "−€100.10" in page
    paper = print_page(kept)
    assert "of which: share of people who bought, 75.00% against 50.00% without" in paper
    assert "−€100.10" in paper
    asking = {"Authorization": f"Bearer {token_of(finance)}"}
    body = client.get(f"/api/v1/roi/statements/{kept.number}", headers=asking).json()["body"]
    assert [d["value"] for d in body["lines"][0]["drivers"]] == [1100.1, -100.1]


def test_an_interval_with_zero_could_be_chance(finance: User, programme: Programme) -> None:
    drawn = specimen(roi_percent=Interval(10.0, -27.0, 58.0))
    kept = keep_statement(actor=finance, drawn=drawn).statement
    assert Picture(Opened(kept)).roi_could_be_chance
    assert "this could be chance" in text_of(signed_in(finance).get(reverse("roi:home")))


def test_a_statement_that_refuses_says_why_and_what_to_do(finance: User, programme: Programme) -> None:
    kept = keep_statement(actor=finance, drawn=refusing()).statement
    said = text_of(signed_in(finance).get(reverse("roi:statement", args=[kept.number])))
    assert "No return is stated" in said
    assert "No line counts" in said
    assert "Run an experiment with a holdout" in said
    with pytest.raises(Conflict, match="refuses"):
        approve_statement(actor=finance, statement=kept)
    assert pdf_of(print_page(kept)).startswith(b"%PDF")


def test_before_the_first_statement_the_page_leads_there(finance: User, manager: User) -> None:
    said = text_of(signed_in(finance).get(reverse("roi:home")))
    assert "Set up the programme" in said
    assert "Finance does this" in text_of(signed_in(manager).get(reverse("roi:home")))


def test_records_that_do_not_add_up_are_not_kept(finance: User, programme: Programme) -> None:
    wrong = Records("revenue", 1500.00, "outcomes", "person_id", 2, ("1", "2"), (100_000, 49_999))
    drawn = specimen(lines=(replace(HOLDOUT, records=(wrong, HOLDOUT.records[1])), TREND, DECLARED, REFUSED))
    with pytest.raises(Conflict, match="add up"):
        keep_statement(actor=finance, drawn=drawn)
    assert not Statement.objects.exists()


def test_every_line_opens_to_its_checks_inputs_and_records(finance: User, kept: Statement) -> None:
    client = signed_in(finance)
    said = text_of(client.get(reverse("roi:statement_line", args=[kept.number, 0])))
    for words in (
        "Chance assigned people.",
        "Sample ratio",
        "as planned",
        "€250.00",
        "€1,500.00",
        "−€500.00",
    ):
        assert words in said
    said = text_of(client.get(reverse("roi:line_records", args=[kept.number, 0]) + "?part=0"))
    assert "2 records add up to €1,500.00" in said
    assert client.get(reverse("roi:line_records", args=[kept.number, 0]) + "?part=9").status_code == 404
    assert client.get(reverse("roi:statement_line", args=[kept.number, 99])).status_code == 404
    assert client.get(reverse("roi:statement_cost", args=[kept.number, "exit"])).status_code == 404
    peek = client.get(reverse("roi:statement_line", args=[kept.number, 0]), headers={"HX-Request": "true"})
    assert b"<html" not in peek.content
    assert b"How this number is made" in peek.content
    said = text_of(client.get(reverse("roi:statement_line", args=[kept.number, 1])))
    for words in ("Agreed with finance.", "Staggered roll-out", "No team has a date on which it began"):
        assert words in said


def test_the_page_says_what_moves_the_return_and_what_to_do_next(finance: User, kept: Statement) -> None:
    page = signed_in(finance).get(reverse("roi:statement", args=[kept.number]))
    said = text_of(page)
    for words in (
        "spring: mail brought the most: €1,000.00",
        "small: mail gives no number.",
        "Training is the only cost",
        "What moves the return",
        "It would have to be",
        "€300.00",
        "No haircut would do it.",
        "€4.00",
        "100 orders",
    ):
        assert words in said, words
    assert reverse("roi:statement_line", args=[kept.number, 0]).encode() in page.content
    assert "Cost of each deal won" not in said


def test_the_methods_page_tells_a_statistician_all(finance: User, kept: Statement) -> None:
    said = text_of(signed_in(finance).get(reverse("roi:methods", args=[kept.number])))
    for words in (
        "Estimand", "intention to treat", "Assumptions", "Sample ratio", "passed", "p = 0.650", "Refuses", "Sources",
        "Better designs that were not taken", "Lin (2013)", "There are 12 people in the control",
    ):  # fmt: skip
        assert words in said, words
    assert "Estimand. " in " ".join(print_page(kept).replace("</b>", "").split())


def test_attribution_stands_beside_the_measured_effect_and_says_what_it_is(
    finance: User, kept: Statement
) -> None:
    said = " ".join(text_of(signed_in(finance).get(reverse("roi:methods", args=[kept.number]))).split())
    for words in (
        "Allocation", "40 of 100 orders of the period came after a touch", "who would have bought anyway", "never added",
        "12% was measured to have been caused", "Email 25% 50%",
    ):  # fmt: skip
        assert words in said, words


def test_four_eyes_approve(finance: User, second_finance: User, manager: User, kept: Statement) -> None:
    with pytest.raises(Forbidden, match="yourself"):
        approve_statement(actor=finance, statement=kept)
    with pytest.raises(Forbidden):
        approve_statement(actor=manager, statement=kept)
    approve_statement(actor=second_finance, statement=kept, note="Checked")
    with pytest.raises(Conflict, match="already"):
        approve_statement(actor=second_finance, statement=kept)
    assert Opened(Statement.objects.get(pk=kept.pk)).state == "approved"


def test_a_published_link_shows_one_statement_until_it_is_revoked(finance: User, kept: Statement) -> None:
    with pytest.raises(Conflict, match="approved"):
        publish_statement(actor=finance, statement=kept, label="Board")
    approve_statement(actor=finance, statement=kept)
    with pytest.raises(Invalid):
        publish_statement(actor=finance, statement=kept, label="", days=0)
    link, token = publish_statement(actor=finance, statement=kept, label="Board", days=3)
    assert token not in str(PublishedLink.objects.values())
    assert token not in str(Event.objects.values_list("data", flat=True))
    comment(actor=finance, statement=kept, text="Kept inside")
    page = Client().get(reverse("roi:published", args=[token]))
    said = page.content.decode()
    assert page.status_code == 200
    assert "175%" in said
    assert 'href="/' not in said.replace('href="/static', "")
    assert page["X-Robots-Tag"].startswith("noindex")
    assert LinkView.objects.filter(link=link).count() == 1
    whole = " ".join(text_of(page).split())
    for words in (
        "Why these designs", "Agreed with finance.", "What moves the return", "For nothing to be left",
        "What one costs", "€4.00", "The same money over time", "Where the effect was greatest", "Looked at, but not counted",
    ):  # fmt: skip
        assert words in whole, words
    assert "Kept inside" not in whole
    assert "Comment" not in whole
    methods = Client().get(reverse("roi:published_methods", args=[token]))
    assert "Estimand" in text_of(methods)
    assert 'href="methods/"' in said
    assert 'href="/' not in methods.content.decode().replace('href="/static', "")
    assert methods["X-Robots-Tag"].startswith("noindex")
    assert LinkView.objects.filter(link=link).count() == 2, "the log holds every page that was opened"
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), token + "x", "x"):
        assert Client().get(reverse("roi:published", args=[wrong])).status_code == 404
    revoke_link(actor=finance, link=link)
    for name in ("roi:published", "roi:published_methods"):
        assert Client().get(reverse(name, args=[token])).status_code == 404


def test_a_link_expires(finance: User, kept: Statement, monkeypatch: pytest.MonkeyPatch) -> None:
    approve_statement(actor=finance, statement=kept)
    _, token = publish_statement(actor=finance, statement=kept, label="Board", days=3)
    later = clock.now() + timedelta(days=3, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Missing):
        link_opened_by(token)


def test_the_pdf_says_the_same_and_asks_nobody(finance: User, kept: Statement, work) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    client = signed_in(finance)
    address = reverse("roi:pdf", args=[kept.number])
    waiting = client.get(address)
    assert b"The download starts by itself" in waiting.content
    assert waiting["Refresh"] == f"1; url={address}?asked=1"
    late = client.get(f"{address}?asked=60")
    assert b"has not written the PDF yet" in late.content
    assert "Refresh" not in late
    client.post(address)
    work()
    page = client.get(address)
    assert (page["Content-Type"], page["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    [fact] = Event.objects.filter(name="StatementExported")
    assert (fact.data["form"], fact.actor_id) == ("pdf", finance.pk)
    said = " ".join(p.extract_text() for p in PdfReader(BytesIO(page.content)).pages)
    for words in ("175%", "€700.00", "Fax line closed", "Chance assigned people", "staggered roll-out"):
        assert words in said


def test_the_renderer_has_no_network_and_no_files() -> None:
    hostile = (
        '<img src="file:///etc/passwd"><img src="http://127.0.0.1:9/x.png">'
        '<link rel="stylesheet" href="file:///etc/hostname"><p>kept</p>'
    )
    assert pdf_of(hostile).startswith(b"%PDF")


def test_markup_in_names_is_escaped_on_page_and_paper(finance: User, programme: Programme) -> None:
    hostile = replace(DECLARED, name="<script>alert(1)</script>")
    kept = keep_statement(actor=finance, drawn=specimen(lines=(HOLDOUT, TREND, hostile, REFUSED))).statement
    page = signed_in(finance).get(reverse("roi:statement", args=[kept.number])).content.decode()
    assert "<script>alert" not in page
    assert "<script>alert" not in print_page(kept)


def test_work_is_shown_to_whoever_asked_for_it(finance: User, second_finance: User) -> None:
    progress = begin_progress(title="Work", started_by=finance, total=1)
    address = reverse("roi:drawing", args=[progress.pk])
    assert signed_in(finance).get(address).status_code == 200
    assert signed_in(second_finance).get(address).status_code == 404
