"""Opportunity exports become deals with their history; spellings are matched and told, not doubled."""

from __future__ import annotations

import pytest

from accrue.accounts.services import create_user
from accrue.billing.models import Order
from accrue.contacts.models import Company
from accrue.events.models import Event
from accrue.exchange.models import ImportRow
from accrue.exchange.services import mapping, running
from accrue.exchange.tests.conftest import uploaded
from accrue.products.models import Product
from accrue.sales.models import Deal, Stage, StageChange

pytestmark = pytest.mark.django_db

ACCOUNTS = """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Cancity,retail,2001,718.62,2448,United States,
Isdom,medical,2002,3178.24,4540,United States,
Acme Corporation,technolgy,1996,1100.04,2822,Jordan,Bubba Gump
"""
PRODUCTS = """product,series,sales_price
GTX Plus Basic,GTX,1096
GTX Pro,GTX,4821
GTX Plus Pro,GTX,5482
MG Special,MG,55
"""
PIPELINE = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,2016-10-20,2017-03-01,1054
Z063OYW0,Darcel Schlecht,GTXPro,Isdom,Won,2016-10-25,2017-03-11,4514
MV1LWRNH,Darcel Schlecht,GTX Basic,Cancity,Lost,2016-10-25,2017-03-07,0
PE84CX4O,Zane Levy,GTX Pro,Acme Corp,Engaging,2016-11-25,,
HAXMC4IX,James Ascencio,MG Special,,Prospecting,,,
"""


@pytest.fixture
def moses(ana):
    return create_user(email="moses@accrue.test", name="Moses Frase", roles=["rep"], team=ana.team)


def test_opportunities_with_their_tables(ana, moses, bring_in) -> None:
    assert bring_in(ana, ACCOUNTS).created == 3
    assert bring_in(ana, PRODUCTS).created == 4
    batch = uploaded(ana, PIPELINE)
    assert (batch.kind, batch.options["key"]) == ("deal", "external_id")
    open_stage = Stage.objects.filter(kind="open").order_by("position").first()
    owners = {"Darcel Schlecht": None, "Zane Levy": None, "James Ascencio": ana.pk}
    stages = {"Engaging": open_stage.pk, "Prospecting": open_stage.pk}
    mapping.set_mapping(
        actor=ana, import_id=batch.pk, mapping=batch.mapping, options={"owners": owners, "stages": stages}
    )
    running.start(actor=ana, import_id=batch.pk)
    running.run(batch.pk, until=lambda: False)
    batch.refresh_from_db()
    reasons = list(ImportRow.objects.filter(batch=batch).values_list("number", "state", "reason"))
    assert batch.created == 5, reasons
    won = Deal.objects.get(name="Cancity – GTX Plus Basic")
    assert (won.owner, won.stage.kind, won.amount_minor) == (moses, "won", 105_400)
    steps = list(StageChange.objects.filter(deal=won).values_list("to_stage__kind", "at__date"))
    assert [(kind, str(day)) for kind, day in steps] == [("open", "2016-10-20"), ("won", "2017-03-01")]
    event = Event.objects.get(name="DealWon", subject_id=won.pk)
    assert str(event.occurred_at.date()) == "2017-03-01"
    assert Company.objects.count() == 3
    assert Product.objects.filter(name__icontains="pro").count() == 2  # GTXPro is no third one
    told = {(kind, text, here): count for kind, text, here, count in batch.report["variants"]}
    assert told["product", "GTXPro", "GTX Pro"] == 1
    assert told["company", "Acme Corp", "Acme Corporation"] == 1
    assert won.lines.get().product.name == "GTX Plus Basic"
    assert not Order.objects.exists()


def test_an_unknown_agent_or_stage_is_told_and_nothing_is_made_of_the_row(ana, bring_in) -> None:
    batch = bring_in(ana, PIPELINE.replace("Engaging", "Twilight"))
    rows = {row.number: row for row in ImportRow.objects.filter(batch=batch)}
    assert rows[2].state == "rejected"
    assert "Moses Frase" in rows[2].faults["owner"]
    assert "Twilight" in rows[5].faults["stage"]
    assert batch.created + batch.rejected == 5


def test_the_same_export_later_moves_the_deals_that_went_on(ana, bring_in) -> None:
    header = "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date\n"
    stage = Stage.objects.filter(kind="open").order_by("position").first()
    bring_in(ana, header + f'006A,Big one,Acme,{stage.name},"$1,200.50",31/12/2026\n')
    deal = Deal.objects.get()
    assert (deal.amount_minor, deal.currency, str(deal.expected_close)) == (120_050, "USD", "2026-12-31")
    again = bring_in(ana, header + '006A,Big one,Acme,Closed Won,"$1,300.00",30/11/2026\n')
    deal.refresh_from_db()
    assert (again.updated, deal.stage.kind, deal.amount_minor) == (1, "won", 130_000)
    assert Company.objects.count() == 1


def test_the_export_comes_in_at_once_where_unknown_agents_may_be_nobody(ana, moses, bring_in) -> None:
    batch = bring_in(ana, PIPELINE, unknown_owner="nobody")
    assert (batch.created, batch.rejected) == (5, 0)
    assert Deal.objects.filter(owner=moses).count() == 1
    assert Deal.objects.filter(owner=None).count() == 4
    places = (
        Deal.objects.filter(stage__kind="open")
        .order_by("stage__position")
        .values_list("stage__position", flat=True)
    )
    assert len(set(places)) == 2  # prospecting before engaging
