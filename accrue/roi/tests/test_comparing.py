"""Two statements beside each other: what moved and why, to the cent, whichever of them states a number."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from django.urls import reverse

from accrue.accounts.models import User
from accrue.roi.models import Programme, Statement
from accrue.roi.selectors.comparing import compare
from accrue.roi.selectors.statements import Opened
from accrue.roi.services.statements import keep_statement
from accrue.roi.tests.specimen import COST, DECLARED, HOLDOUT, REFUSED, TREND, refusing, specimen
from accrue.roi.tests.test_pages import signed_in, text_of
from accrue_facts.values import Interval, Period, Records


@pytest.fixture
def kept(finance: User, programme: Programme) -> Statement:
    return keep_statement(actor=finance, drawn=specimen()).statement


def test_comparing_adds_up_to_the_change_of_the_net_return(finance: User, kept: Statement) -> None:
    part = Records("Training", 450.10, "costs", "cost_id", 1, ("1",), (45_010,))
    drawn = specimen(
        costs=(replace(COST, amount=450.10, records=part),),
        lines=(HOLDOUT, TREND, REFUSED),
        benefit=Interval(1000.0, 400.0, 1600.0),
        net_return=Interval(549.90, -50.0, 1150.0),
        fingerprint="b" * 64,
        cost=450.10,
    )
    later = keep_statement(actor=finance, drawn=drawn).statement
    found = compare(Opened(kept), Opened(later))
    assert found.total.minor == 54_990 - 70_000
    assert sum(line.change.minor for line in found.lines if line.change) == found.total.minor
    moved = {line.label: line.change.minor for line in found.moved}
    assert moved == {"Training": -5_010, "Fax line closed": -10_000}
    said = text_of(signed_in(finance).get(reverse("roi:comparison", args=[kept.number, later.number])))
    assert "−€150.10" in said


def test_every_pair_adds_up_or_says_that_there_is_nothing_to_add(finance: User, programme: Programme) -> None:
    """Four statements: a number, another number, a refusal, and a benefit without a cost to hold it against."""
    other = specimen(
        lines=(replace(HOLDOUT, value=1200.33, records=()), replace(TREND, status="counted"), REFUSED),
        benefit=Interval(1250.33, 500.0, 1900.0),
        net_return=Interval(850.33, 100.0, 1500.0),
        fingerprint="b" * 64,
    )
    costless = specimen(
        costs=(), cost=None, net_return=None, roi_percent=None, fingerprint="c" * 64, waterfall=(), density=()
    )
    kept = [
        keep_statement(actor=finance, drawn=one).statement
        for one in (specimen(), other, refusing(), costless)
    ]
    client = signed_in(finance)
    for a, b in permutations(kept, 2):
        found = compare(Opened(a), Opened(b))
        page = client.get(reverse("roi:comparison", args=[a.number, b.number]))
        said = " ".join(text_of(page).split())
        assert "None" not in said
        if a.net_return is None or b.net_return is None:
            assert found.total is None
            assert "states no net return" in said
            for line in found.lines:
                assert (line.change is None) == (line.before is None or line.after is None), line.label
        else:
            assert found.total == b.net_return - a.net_return
            assert sum(line.change.minor for line in found.lines if line.change) == found.total.minor
            assert "states no net return" not in said
        for line in found.moved:
            assert line.why, f"{line.label} moved without a reason"


def test_a_later_refusal_is_not_told_as_a_loss(finance: User, kept: Statement) -> None:
    """What is refused is not known to be nothing: no line falls by 1,000, and no net return by 700."""
    refused = keep_statement(
        actor=finance, drawn=replace(refusing(), lines=(replace(REFUSED, key=HOLDOUT.key),))
    ).statement
    found = compare(Opened(kept), Opened(refused))
    line = next(one for one in found.lines if one.was == "counted" and one.became == "refused")
    assert (line.change, line.after, line.why) == (None, None, "counted before, refused now")
    said = " ".join(text_of(signed_in(finance).get(reverse("roi:comparison", args=[1, 2]))).split())
    assert "No line counts, so there is no benefit to state." in said
    assert "−€1,000.00" not in said
    assert "−€700.00" not in said
    assert "Counted → refused" in said


def test_why_a_line_moved(finance: User, kept: Statement) -> None:
    more = (replace(HOLDOUT.records[0], count=4), HOLDOUT.records[1])
    drawn = specimen(
        lines=(
            replace(HOLDOUT, value=1000.01, records=more),
            replace(TREND, design="a control in the series"),
            replace(DECLARED, value=100.02, design="declared anew"),
        ),
        costs=(replace(COST, amount=400.01, records=replace(COST.records, amount=400.01, cents=(40_001,))),),
        cost=400.01,
        net_return=Interval(700.02, 100.0, 1300.0),
        period=Period("2026-01-01", "2026-02-28", ("2026-01", "2026-02"), "the go-live", "the last fact"),
        programme=replace(specimen().programme, margin_rate=0.45),
        fingerprint="a" * 64,
    )
    found = compare(Opened(kept), Opened(keep_statement(actor=finance, drawn=drawn).statement))
    assert {one.label: one.why for one in found.moved} == {
        "spring: mail": "6 records instead of 5",
        "Fax line closed": "declared anew instead of declared",
        "Training": "other amounts in as many records",
        "small: mail": "no longer there",
    }
    assert found.inputs == [
        "The periods differ, so records of other days are in.",
        "The margin rate was 40%, and is 45%.",
    ]
