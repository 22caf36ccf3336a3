"""Opening and editing deals, their products, and their import."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from accrue.accounts.models import FieldRule, Role
from accrue.contacts.models import Company
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event, Mention
from accrue.sales.models import Deal, LossReason, StageChange
from accrue.sales.services import (
    DealRow,
    LineRow,
    add_line,
    edit_deal,
    follow_lines,
    import_deals,
    open_deal,
    remove_line,
    win_deal,
)


def test_a_deal_belongs_to_who_opens_it(floor):
    deal = floor.deal(name="  Pilot ")
    assert (deal.name, deal.owner, deal.team, deal.pipeline) == (
        "Pilot",
        floor.rep,
        floor.north,
        floor.pipeline,
    )
    assert deal.stage_changes.get().from_stage is None
    kinds = set(Mention.objects.filter(event__name="DealOpened").values_list("kind", flat=True))
    assert kinds == {"deal", "person", "company"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "  "}, "name"),
        ({"amount_minor": -1}, "amount"),
        ({"amount_minor": 10**15}, "amount"),
        ({"currency": "XQQ"}, "currency"),
    ],
)
def test_what_cannot_be_is_refused_by_field(floor, fields, field):
    with pytest.raises(Invalid) as refused:
        floor.deal(**fields)
    assert field in refused.value.fields
    assert not Deal.objects.exists()


def test_no_deal_begins_closed_or_for_others(floor):
    with pytest.raises(Invalid, match="open stage"):
        floor.deal(stage="Won")
    with pytest.raises(Forbidden):
        floor.deal(actor=floor.reader)
    foreign = Company.objects.create(name="Foreign", owner=floor.stranger, team=floor.south)
    with pytest.raises(Missing):
        floor.deal(company_id=foreign.pk)
    with pytest.raises(Missing):
        edit_deal(actor=floor.rep, deal_id=floor.deal().pk, fields={"company_id": foreign.pk})


def test_an_edit_says_what_changed(floor):
    deal = floor.deal()
    edit_deal(
        actor=floor.rep,
        deal_id=deal.pk,
        fields={"name": "Pilot", "expected_close": date(2027, 2, 1)},
        version=1,
    )
    assert Event.objects.get(name="DealEdited").data["fields"] == ["expected_close", "name"]
    edit_deal(actor=floor.rep, deal_id=deal.pk, fields={"name": "Pilot"})
    assert Event.objects.filter(name="DealEdited").count() == 1, "nothing changed, so nothing happened"
    with pytest.raises(Conflict):
        edit_deal(actor=floor.rep, deal_id=deal.pk, fields={"name": "Other"}, version=1)


def test_a_field_that_may_not_be_written(floor):
    FieldRule.objects.create(role=Role.objects.get(key="rep"), kind="deal", field="amount", level="read")
    deal = floor.deal(actor=floor.manager, owner_id=floor.rep.pk)
    with pytest.raises(Forbidden, match="amount"):
        edit_deal(actor=floor.rep, deal_id=deal.pk, fields={"amount_minor": 1})
    with pytest.raises(Forbidden, match="amount"):
        add_line(actor=floor.rep, deal_id=deal.pk, product_id=floor.seat.pk)
    edit_deal(actor=floor.rep, deal_id=deal.pk, fields={"name": "Pilot"})


def test_a_closed_deal_keeps_its_value(floor):
    deal = floor.deal()
    win_deal(actor=floor.rep, deal_id=deal.pk)
    with pytest.raises(Conflict, match="Reopen"):
        edit_deal(actor=floor.rep, deal_id=deal.pk, fields={"amount_minor": 1})
    with pytest.raises(Conflict, match="Reopen"):
        add_line(actor=floor.rep, deal_id=deal.pk, product_id=floor.seat.pk)


def test_handing_over_moves_the_team(floor):
    deal = floor.deal()
    with pytest.raises(Forbidden):
        edit_deal(actor=floor.rep, deal_id=deal.pk, fields={"owner_id": floor.stranger.pk})
    moved = edit_deal(actor=floor.manager, deal_id=deal.pk, fields={"owner_id": floor.stranger.pk})
    assert moved.team == floor.south


def test_the_value_follows_the_products_until_it_is_set(floor):
    deal = floor.deal()
    seats = add_line(actor=floor.rep, deal_id=deal.pk, product_id=floor.seat.pk, quantity=Decimal("2.5"))
    assert Deal.objects.get(pk=deal.pk).amount_minor == 300_00
    add_line(actor=floor.rep, deal_id=deal.pk, name="Travel", unit_price_minor=50_00)
    assert Deal.objects.get(pk=deal.pk).amount_minor == 350_00
    edit_deal(actor=floor.rep, deal_id=deal.pk, fields={"amount_minor": 333_00})
    remove_line(actor=floor.rep, deal_id=deal.pk, line_id=seats.pk)
    assert Deal.objects.get(pk=deal.pk).amount_minor == 333_00
    follow_lines(actor=floor.rep, deal_id=deal.pk)
    assert Deal.objects.get(pk=deal.pk).amount_minor == 50_00
    with pytest.raises(Conflict, match="currency"):
        edit_deal(actor=floor.rep, deal_id=deal.pk, fields={"currency": "USD"})


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"name": "x"},
        {"name": "x", "unit_price_minor": -1},
        {"name": "x", "unit_price_minor": 1, "quantity": Decimal(0)},
        {"name": "x", "unit_price_minor": 1, "quantity": Decimal("0.0001")},
    ],
)
def test_a_line_that_cannot_be(floor, line):
    deal = floor.deal()
    with pytest.raises(Invalid):
        add_line(actor=floor.rep, deal_id=deal.pk, **line)
    assert not deal.lines.exists()


def test_a_price_without_a_rate_is_refused(floor):
    deal = floor.deal(currency="USD")
    with pytest.raises(Invalid, match="no rate from EUR to USD"):
        add_line(actor=floor.rep, deal_id=deal.pk, product_id=floor.seat.pk)


def rows(floor, count):
    start = datetime(2025, 3, 1, 9, tzinfo=UTC)
    stages = floor.stages
    ways = [["Qualified", "Discovery", "Won"], ["Qualified", "Lost"], ["Qualified", "Proposal"]]
    return [
        DealRow(
            name=f"Deal {n}",
            amount_minor=100_00 + n,
            currency="EUR",
            steps=[
                (stages[name].pk, start + timedelta(hours=n, days=10 * step))
                for step, name in enumerate(ways[n % 3])
            ],
            person_id=floor.person.pk,
            owner_id=floor.rep.pk,
            team_id=floor.north.pk,
            lost_reason_id=LossReason.objects.get(name="Price").pk,
            lines=[LineRow("Seat", 100_00 + n)],
        )
        for n in range(count)
    ]


def test_an_import_keeps_the_days_of_the_past(floor):
    made = import_deals(actor=None, rows=rows(floor, 3))
    won, lost, still = made
    assert won.closed_at == datetime(2025, 3, 21, 9, tzinfo=UTC)
    assert lost.lost_reason.name == "Price"
    assert (still.closed_at, still.lost_reason) == (None, None)
    assert list(won.stage_changes.values_list("seconds_in_stage", flat=True)) == [None, 864_000, 864_000]
    moments = list(Event.objects.filter(subject_id=won.pk).order_by("pk").values_list("name", "occurred_at"))
    assert [name for name, _ in moments] == ["DealOpened", "DealMoved", "DealWon"]
    assert moments[-1][1] == won.closed_at
    assert Event.objects.get(name="DealLost").data["reason"] == "Price"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda row, s: {"steps": []}, "stage that is not there"),
        (lambda row, s: {"steps": [(10**9, row.steps[0][1])]}, "stage that is not there"),
        (lambda row, s: {"steps": [*reversed(row.steps)]}, "won or lost"),
        (
            lambda row, s: {"steps": [(s["Proposal"].pk, row.steps[1][1]), (s["Won"].pk, row.steps[0][1])]},
            "back in time",
        ),
        (lambda row, s: {"amount_minor": -1}, "less than nothing"),
    ],
)
def test_a_row_that_cannot_be_is_named_and_nothing_written(floor, change, problem):
    from dataclasses import replace

    good = rows(floor, 1)[0]
    with pytest.raises(Invalid, match=rf"Row 2 .*{problem}"):
        import_deals(actor=None, rows=[good, replace(good, **change(good, floor.stages))])
    assert not StageChange.objects.exists()


def test_opening_without_a_stage(floor):
    with pytest.raises(Missing):
        open_deal(actor=floor.rep, stage_id=10**9, fields={"name": "x"})
