"""What a manager reads aloud, in three worlds: it paid, it did not, it cannot be said."""

from __future__ import annotations

from dataclasses import replace

from accrue.roi.models import Statement as Kept
from accrue.roi.pictures import Picture
from accrue.roi.selectors.statements import Opened
from accrue.roi.tests.specimen import COST, DECLARED, HOLDOUT, REFUSED, TREND, refusing, specimen
from accrue_facts.values import Interval, Statement


def aloud(drawn: Statement) -> tuple[list[str], list[str], str]:
    """The sentences of both lists, and the one beneath the headline."""
    kept = Kept(number=1, currency="EUR", body=drawn.to_json(), perimeter={"names": {}})
    picture = Picture(Opened(kept), addresses=False)
    return [one.text for one in picture.greatest], [one.text for one in picture.improve], picture.per_unit


def test_where_it_paid() -> None:
    best, next_, headline = aloud(specimen())
    assert best == [
        "spring: mail brought the most: €1,000.00, very likely between €400 and €1,600. "
        "Most of it came from the share of people who bought: €1,100.10.",
        "Fax line closed is worth €100.00, as somebody declared; nobody measured it.",
    ]
    assert next_ == [
        "small: mail gives no number. There are 12 people in the control; at least 100 are needed.",
        "Training is the only cost.",
    ]
    assert headline == "Each €1 spent on Accrue gave back €2.75, and very likely between €1.25 and €4.25."


def test_where_it_did_not_pay() -> None:
    lost = replace(HOLDOUT, value=-300.0, low=-500.0, high=-100.0, drivers=())
    unsure = replace(TREND, status="counted", reason=None)
    media = replace(COST, category="media", label="Media", amount=600.0)
    drawn = specimen(
        lines=(unsure, lost),
        costs=(COST, media),
        cost=1000.0,
        benefit=Interval(-250.0, -700.0, 200.0),
        net_return=Interval(-1250.0, -1700.0, -800.0),
        roi_percent=Interval(-125.0, -170.0, -80.0),
    )
    best, next_, headline = aloud(drawn)
    assert best == [
        "Margin of orders since go-live brought the most: €50.00, very likely between −€200 and €300, "
        "which could be chance."
    ]
    assert next_ == [
        "Accrue cost more than it brought, and that is unlikely to be chance. Spend less on it, or use it where it works.",
        "spring: mail lost money: −€300.00 against what would have come without it. Find out why, or end it.",
        "Margin of orders since go-live could be chance. More people or more time would tell.",
        "Media is the largest cost, 60% of all.",
    ]
    assert headline == (
        "Each €1 spent on Accrue gave nothing back and lost €0.25 more; "
        "what came back lies very likely between −€0.70 and €0.20."
    )


def test_a_loss_that_could_be_chance_is_no_verdict() -> None:
    unsure = replace(HOLDOUT, value=-10.0, low=-500.0, high=480.0, drivers=())
    drawn = specimen(lines=(unsure, DECLARED), net_return=Interval(-310.0, -800.0, 180.0))
    best, next_, _ = aloud(drawn)
    assert [one.split(" is worth")[0] for one in best] == ["Fax line closed"]
    assert next_[:2] == [
        "Accrue cost more than it brought, though that could be chance. Spend less on it, or use it where it works.",
        "spring: mail brought no more than would have come without it (−€10.00), which could be chance. "
        "More people or more time would tell.",
    ]


def test_where_nothing_can_be_said() -> None:
    best, next_, headline = aloud(refusing())
    assert (best, headline) == ([], "")
    assert next_[0] == f"small: mail gives no number. {REFUSED.reason}"
