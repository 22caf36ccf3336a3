"""The board, the table and a deal's page: what they show, what they cost, what they refuse."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.models import FieldRule, Role
from accrue.contacts.models import Company
from accrue.money.services import set_rate
from accrue.sales.models import Deal, LossReason
from accrue.sales.services import win_deal

TOKEN = re.compile(rb"[0-9A-Za-z]{64}")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(client, floor):
    client.force_login(floor.rep)
    return client


def counted(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen), [q["sql"][:90] for q in seen]


def copies(floor, count):
    for n in range(count):
        company = Company.objects.create(name=f"Company {n}", owner=floor.rep, team=floor.north)
        floor.deal(name=f"Deal {n}", stage=["Qualified", "Discovery"][n % 2], company_id=company.pk)


@pytest.mark.parametrize(("url", "most"), [("/deals/", 6), ("/deals/table/", 8), ("/deals/by-month/", 8)])
def test_the_cost_does_not_grow_with_the_deals(floor, page, url, most):
    copies(floor, 10 if "table" not in url else 60)
    few, sql = counted(page, url)
    copies(floor, 90)
    many, _ = counted(page, url)
    assert few == many
    assert few <= most, sql


def test_a_deals_page_costs_no_more_with_more_on_it(floor, page):
    deal = floor.deal()
    few, sql = counted(page, f"/deals/{deal.pk}/")
    for n in range(10):
        page.post(f"/deals/{deal.pk}/products/add/", {"product": "Seat, yearly", "quantity": n + 1})
    assert deal.lines.count() == 10
    many, _ = counted(page, f"/deals/{deal.pk}/")
    assert few == many
    assert few <= 15, sql


def test_the_board_counts_and_weighs(floor, page):
    floor.deal(amount_minor=1_000_00)
    floor.deal(amount_minor=500_00)
    win_deal(actor=floor.rep, deal_id=floor.deal(amount_minor=70_00).pk)
    board = page.get("/deals/").context["board"]
    qualified, won = board.lanes[0], board.lanes[4]
    assert (qualified.count, qualified.total.amount.minor, qualified.weighted.amount.minor) == (
        2,
        1500_00,
        225_00,
    )
    assert (won.count, won.total.amount.minor) == (1, 70_00)
    assert (board.open_count, board.open_total.amount.minor, board.won_total.amount.minor) == (
        2,
        1500_00,
        70_00,
    )
    assert board.notes is None


def test_sums_over_currencies_say_so(floor, page):
    floor.deal(amount_minor=100_00)
    floor.deal(amount_minor=50_00, currency="USD")
    floor.deal(amount_minor=1_000, currency="JPY")
    set_rate(base="EUR", currency="USD", day=clock.today(), rate=Decimal("0.9"))
    answer = page.get("/deals/")
    lane = answer.context["board"].lanes[0]
    assert lane.total.amount.minor == 145_00
    assert lane.total.missing == ("JPY",)
    text = answer.content.decode()
    assert "Converted to EUR at USD 0.9 of" in text
    assert "Without JPY: there is no rate to EUR" in text


def test_what_needs_attention(floor, page):
    floor.deal(name="late", expected_close=clock.today() - timedelta(days=1))
    stale = floor.deal(name="stale")
    Deal.objects.filter(pk=stale.pk).update(stage_since=clock.now() - timedelta(days=30))
    floor.deal(name="fine", expected_close=clock.today() + timedelta(days=30))
    board = page.get("/deals/?view=attention").context["board"]
    assert {card.name for card in board.lanes[0].cards} == {"late", "stale"}
    assert board.attention == 2
    [shown] = [card for card in board.lanes[0].cards if card.name == "stale"]
    assert shown.stale_days == 30


def test_the_views_narrow_board_and_table_alike(floor, page):
    floor.deal(name="mine")
    floor.deal(name="hers", actor=floor.manager)
    floor.deal(name="Northern lights", expected_close=clock.today())
    for url, names in {
        "?view=mine": {"mine", "Northern lights"},
        "?view=closing": {"Northern lights"},
        "?q=thern+lig": {"Northern lights"},
        f'?filter={{"all":[["owner","is",{floor.manager.pk}]]}}': {"hers"},
        '?filter={"all":[["stage","is",999999]]}': set(),
    }.items():
        board = page.get(f"/deals/{url}").context["board"]
        rows = page.get(f"/deals/table/{url}").context["listing"].rows
        assert {card.name for lane in board.lanes for card in lane.cards} == names, url
        assert {deal.name for deal in rows} == names, url


def test_another_teams_deals_are_not_there(floor, page, client):
    deal = floor.deal(name="Secret plan")
    client.force_login(floor.stranger)
    for url in ["/deals/", "/deals/table/", "/deals/by-month/"]:
        answer = client.get(url)
        assert answer.status_code == 200
        assert b"Secret plan" not in answer.content
    missing = client.get("/deals/999999999/").content
    for url in [f"/deals/{deal.pk}/", f"/deals/{deal.pk}/peek/", f"/deals/{deal.pk}/lose/"]:
        answer = client.get(url)
        assert answer.status_code == 404
        assert TOKEN.sub(b"", answer.content) == TOKEN.sub(b"", missing)


def test_hidden_amounts_are_nowhere(floor, page):
    FieldRule.objects.create(role=Role.objects.get(key="rep"), kind="deal", field="amount", level="hide")
    deal = floor.deal(actor=floor.manager, owner_id=floor.rep.pk, amount_minor=7_777_77)
    for url in [
        "/deals/",
        "/deals/table/",
        f"/deals/{deal.pk}/",
        f"/deals/{deal.pk}/peek/",
        f"/deals/of-company/{floor.company.pk}/",
    ]:
        text = page.get(url).content.decode()
        assert "7,77" not in text, url
        assert "7.78" not in text, url
    assert page.get("/deals/by-month/").status_code == 403
    assert page.get(f"/deals/{deal.pk}/detail/amount/").status_code == 404


def test_a_card_moves_and_can_be_taken_back(floor, page):
    deal = floor.deal()
    to = floor.stages["Discovery"].pk
    answer = page.post(
        f"/deals/{deal.pk}/move/?version=1", {"card": deal.pk, "lane": to, "index": 0}, headers=HTMX
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'hx-target="#lane-{to}"' in text
    assert f'hx-target="#lane-{floor.stages["Qualified"].pk}"' in text
    assert "Undo" in text
    assert "#summary" in text
    stale = page.post(f"/deals/{deal.pk}/move/?version=1", {"lane": to + 1, "index": 0}, headers=HTMX)
    assert stale.status_code == 409
    assert "Somebody changed" in stale.content.decode()


def test_a_card_lands_where_it_was_dropped_among_those_shown(floor, page):
    hers = [floor.deal(name=f"hers {n}", actor=floor.manager) for n in range(2)]
    mine = [floor.deal(name=f"mine {n}") for n in range(2)]
    last = floor.deal(name="moved")
    stage = floor.stages["Qualified"]
    page.post(f"/deals/{last.pk}/move/?view=mine", {"lane": stage.pk, "index": 2}, headers=HTMX)
    board = page.get("/deals/?view=mine").context["board"]
    assert [card.name for card in board.lanes[0].cards] == ["mine 1", "mine 0", "moved"]
    everything = page.get("/deals/").context["board"]
    assert [card.name for card in everything.lanes[0].cards] == [
        "mine 1",
        "mine 0",
        "moved",
        "hers 1",
        "hers 0",
    ]
    assert hers
    assert mine


def test_losing_asks_why_and_keeps_the_card_until_then(floor, page):
    deal, lost = floor.deal(), floor.stages["Lost"]
    asked = page.post(f"/deals/{deal.pk}/move/?version=1", {"lane": lost.pk, "index": 0}, headers=HTMX)
    assert asked.status_code == 422
    assert "Why was it lost?" in asked.content.decode()
    deal.refresh_from_db()
    assert deal.stage.name == "Qualified"
    url = f"/deals/{deal.pk}/lose/"
    assert page.post(url, {"reason": "", "board": "version=1"}, headers=HTMX).status_code == 422
    reason = LossReason.objects.first()
    answer = page.post(url, {"reason": reason.pk, "board": "version=1", "version": 1}, headers=HTMX)
    assert answer.status_code == 200
    assert answer["HX-Trigger"] == "accrue:close-dialog"
    assert f"#lane-{lost.pk}" in answer.content.decode()


def test_who_may_not_move(floor, page, client):
    deal = floor.deal()
    client.force_login(floor.reader)
    answer = client.post(
        f"/deals/{deal.pk}/move/", {"lane": floor.stages["Won"].pk, "index": 0}, headers=HTMX
    )
    assert answer.status_code == 403
    assert b"data-move-url" not in client.get("/deals/").content


def test_a_new_deal_by_its_dialog(floor, page):
    assert page.get("/deals/new/", headers=HTMX).status_code == 200
    data = {
        "name": "Pilot",
        "company": "Northwind",
        "amount_amount": "1,250.50",
        "amount_currency": "EUR",
        "stage": floor.stages["Discovery"].pk,
        "owner": floor.rep.pk,
    }
    refused = page.post("/deals/new/", data, headers=HTMX)
    assert refused.status_code == 422
    assert "There is no company called “Northwind”" in refused.content.decode()
    page.post("/deals/new/", data | {"company": "northwind traders"}, headers=HTMX)
    deal = Deal.objects.get()
    assert (deal.company, deal.amount_minor, deal.stage.name) == (floor.company, 1250_50, "Discovery")


def test_what_is_offered_while_typing(floor, page):
    Company.objects.create(name="Northern", owner=floor.stranger, team=floor.south)
    answer = page.get("/deals/choices/company/?of=company&company=north")
    assert answer.content.decode().count("<option") == 1
    assert "Northwind Traders" in answer.content.decode()
    twin = Company.objects.create(name="Northwind Traders", owner=floor.rep, team=floor.north)
    text = page.get("/deals/choices/company/?of=company&company=north").content.decode()
    assert f"Northwind Traders · #{twin.pk}" in text
    assert page.get("/deals/choices/owner/").status_code == 404


def test_a_detail_is_edited_in_place(floor, page):
    deal = floor.deal()
    url = f"/deals/{deal.pk}/detail/amount/"
    assert page.get(url, headers=HTMX).status_code == 200
    assert (
        page.post(url, {"amount_amount": "12.345", "amount_currency": "EUR"}, headers=HTMX).status_code == 422
    )
    assert (
        page.post(url, {"amount_amount": "12.34", "amount_currency": "EUR"}, headers=HTMX).status_code == 200
    )
    deal.refresh_from_db()
    assert deal.amount_minor == 12_34
    assert page.get(f"/deals/{deal.pk}/detail/version/").status_code == 404


@pytest.mark.parametrize("act", ["win", "reopen", "archive", "restore"])
def test_acts_on_the_page(floor, page, act):
    deal = floor.deal()
    if act == "reopen":
        win_deal(actor=floor.rep, deal_id=deal.pk)
    answer = page.post(f"/deals/{deal.pk}/{act}/", headers=HTMX)
    assert answer.status_code == 200
    assert "#deal-page" in answer.content.decode()
    assert page.post(f"/deals/{deal.pk}/{act}/").status_code in (302, 409)


def test_the_peek_is_in_the_address(floor, page):
    deal = floor.deal()
    assert f'hx-get="/deals/{deal.pk}/peek/"' in page.get(f"/deals/?peek={deal.pk}").content.decode()
    assert page.get("/deals/?peek=../x").context["peek_url"] == ""


def test_the_settings_of_pipelines(floor, page, client):
    assert page.get("/pipelines/").status_code == 200
    assert page.get(f"/pipelines/{floor.pipeline.pk}/stages/new/").status_code == 403
    client.force_login(floor.manager)
    assert client.get("/pipelines/").status_code == 200
    data = {"name": "Demo", "kind": "open", "probability": 40, "rot_days": ""}
    url = f"/pipelines/{floor.pipeline.pk}/stages/new/"
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 422
    stage = floor.pipeline.stages.get(name="Demo")
    client.post(f"/pipelines/{floor.pipeline.pk}/stages/{stage.pk}/shift/", {"way": "up"})
    assert list(floor.pipeline.stages.values_list("name", flat=True))[3] == "Demo"
    floor.deal()
    refused = client.post(f"/pipelines/{floor.pipeline.pk}/stages/{floor.stages['Qualified'].pk}/delete/")
    assert refused.status_code == 409


def test_without_a_pipeline(floor, client):
    from accrue.sales.models import Pipeline, Stage

    Stage.objects.all().delete()
    Pipeline.objects.all().delete()
    client.force_login(floor.manager)
    assert b"Set up the usual stages" in client.get("/deals/").content
    client.post("/deals/begin/")
    assert client.get("/deals/").status_code == 200
