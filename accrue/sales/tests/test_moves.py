"""A deal's way: moved, won, lost, reopened, and what is written of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accrue import clock
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event
from accrue.sales.models import Deal, LossReason
from accrue.sales.services import (
    archive_deal,
    lose_deal,
    move_deal,
    reopen_deal,
    restore_deal,
    win_deal,
)


def facts(deal):
    return list(
        Event.objects.filter(subject_kind="deal", subject_id=deal.pk)
        .order_by("pk")
        .values_list("name", flat=True)
    )


def names(stage):
    return list(
        Deal.objects.filter(stage=stage, archived_at=None)
        .order_by("position", "pk")
        .values_list("name", flat=True)
    )


def test_a_move_is_kept_with_its_time_and_worth(floor, monkeypatch):
    deal = floor.deal()
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    deal = move_deal(actor=floor.rep, deal_id=deal.pk, stage_id=floor.stages["Proposal"].pk, version=1)
    change = deal.stage_changes.last()
    assert (change.from_stage.name, change.to_stage.name) == ("Qualified", "Proposal")
    assert change.seconds_in_stage == pytest.approx(3 * 86_400, abs=5)
    assert (change.amount_minor, change.actor, change.at) == (7_300_00, floor.rep, later)
    assert facts(deal) == ["DealOpened", "DealMoved"]
    assert deal.version == 2


def test_winning_closes_and_reopening_opens(floor):
    deal = floor.deal(stage="Discovery")
    won = win_deal(actor=floor.rep, deal_id=deal.pk)
    assert won.stage.kind == "won"
    assert won.closed_at is not None
    event = Event.objects.get(name="DealWon")
    assert event.occurred_at == won.closed_at
    with pytest.raises(Conflict, match="won already"):
        win_deal(actor=floor.rep, deal_id=deal.pk)
    back = reopen_deal(actor=floor.rep, deal_id=deal.pk)
    assert back.stage.name == "Discovery"
    assert back.closed_at is None
    assert facts(deal) == ["DealOpened", "DealWon", "DealReopened"]


def test_losing_needs_a_reason(floor):
    deal = floor.deal()
    with pytest.raises(Invalid, match="why"):
        lose_deal(actor=floor.rep, deal_id=deal.pk, lost_reason_id=None)
    with pytest.raises(Invalid, match="why"):
        move_deal(actor=floor.rep, deal_id=deal.pk, stage_id=floor.stages["Lost"].pk)
    assert Deal.objects.get(pk=deal.pk).stage.name == "Qualified"
    price = LossReason.objects.get(name="Price")
    lost = lose_deal(actor=floor.rep, deal_id=deal.pk, lost_reason_id=price.pk, lost_note=" 20 % too much ")
    assert (lost.lost_reason, lost.lost_note) == (price, "20 % too much")
    assert Event.objects.get(name="DealLost").data["reason"] == "Price"
    back = reopen_deal(actor=floor.rep, deal_id=deal.pk)
    assert (back.lost_reason, back.lost_note) == (None, "")


def test_from_won_to_lost_tells_both(floor):
    deal = floor.deal()
    win_deal(actor=floor.rep, deal_id=deal.pk)
    reason = LossReason.objects.first()
    lose_deal(actor=floor.rep, deal_id=deal.pk, lost_reason_id=reason.pk)
    assert facts(deal) == ["DealOpened", "DealWon", "DealReopened", "DealLost"]


def test_cards_keep_the_order_they_were_given(floor):
    stage = floor.stages["Qualified"]
    a, b, c = (floor.deal(name=name) for name in "abc")
    assert names(stage) == ["c", "b", "a"]
    move_deal(actor=floor.rep, deal_id=c.pk, stage_id=stage.pk, after=b.pk)
    assert names(stage) == ["b", "c", "a"]
    move_deal(actor=floor.rep, deal_id=b.pk, stage_id=stage.pk, after=a.pk)
    assert names(stage) == ["c", "a", "b"]
    move_deal(actor=floor.rep, deal_id=b.pk, stage_id=stage.pk)
    assert names(stage) == ["b", "c", "a"]
    assert facts(a) == ["DealOpened"], "an order within a lane is no fact"


def test_the_gap_between_two_cards_never_runs_out(floor):
    stage = floor.stages["Qualified"]
    last, first = floor.deal(name="last"), floor.deal(name="first")
    middle = [floor.deal(name=f"m{n}") for n in range(2)]
    for n in range(60):
        move_deal(actor=floor.rep, deal_id=middle[n % 2].pk, stage_id=stage.pk, after=first.pk)
        lane = names(stage)
        assert lane.index(f"m{n % 2}") == lane.index("first") + 1
    positions = list(Deal.objects.filter(stage=stage).values_list("position", flat=True))
    assert len(set(positions)) == 4
    assert names(stage)[-1] == last.name


def test_a_stale_version_is_answered_and_changes_nothing(floor):
    deal = floor.deal()
    move_deal(actor=floor.rep, deal_id=deal.pk, stage_id=floor.stages["Discovery"].pk, version=1)
    with pytest.raises(Conflict) as refused:
        move_deal(actor=floor.rep, deal_id=deal.pk, stage_id=floor.stages["Proposal"].pk, version=1)
    assert refused.value.code == "sales.changed_meanwhile"
    assert Deal.objects.get(pk=deal.pk).stage.name == "Discovery"


def test_who_may_not(floor):
    deal, stage = floor.deal(), floor.stages["Discovery"]
    with pytest.raises(Missing):
        move_deal(actor=floor.stranger, deal_id=deal.pk, stage_id=stage.pk)
    with pytest.raises(Forbidden):
        move_deal(actor=floor.reader, deal_id=deal.pk, stage_id=stage.pk)
    with pytest.raises(Missing):
        win_deal(actor=floor.stranger, deal_id=deal.pk)
    with pytest.raises(Missing):
        move_deal(actor=floor.rep, deal_id=10**9, stage_id=stage.pk)
    with pytest.raises(Missing):
        move_deal(actor=floor.rep, deal_id=deal.pk, stage_id=10**9)
    assert facts(deal) == ["DealOpened"]


def test_an_archived_deal_is_restored_first(floor):
    deal = floor.deal()
    archive_deal(actor=floor.rep, deal_id=deal.pk)
    with pytest.raises(Conflict, match="Restore"):
        win_deal(actor=floor.rep, deal_id=deal.pk)
    restore_deal(actor=floor.rep, deal_id=deal.pk)
    win_deal(actor=floor.rep, deal_id=deal.pk)
    assert facts(deal) == ["DealOpened", "DealArchived", "DealRestored", "DealWon"]
