"""Rules that ask for a detail in a stage are asked on the way into it; what is missing is filled in there."""

from __future__ import annotations

import pytest

from accrue.accounts.kinds import Level
from accrue.accounts.models import FieldRule, Role
from accrue.accounts.services import create_user
from accrue.errors import Invalid
from accrue.filters.custom.services import make_field
from accrue.quality.services import make_rule, switch_rule
from accrue.sales.models import Deal, LossReason
from accrue.sales.services import (
    ensure_default_pipeline,
    lose_deal,
    move_deal,
    open_deal,
    reopen_deal,
    win_deal,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def stages(db):
    return {stage.name: stage for stage in ensure_default_pipeline().stages.all()}


@pytest.fixture
def deal(rep, stages):
    return open_deal(actor=rep, stage_id=stages["Qualified"].pk, fields={"name": "Pilot"})


@pytest.fixture
def needed(manager, stages):
    """A rule that `field` is filled in a stage."""

    def on(field, stage, **more):
        when = {"all": [["stage", "is", [stages[stage].pk]]]}
        rule = {"field": field, "check": "required_when", "params": {"when": when}, **more}
        return switch_rule(
            actor=manager, rule_id=make_rule(actor=manager, kind="deal", **rule).pk, is_on=True
        )

    return on


def stage_of(deal):
    return Deal.objects.select_related("stage").get(pk=deal.pk).stage.name


def test_services_refuse_the_move_and_change_nothing(rep, stages, deal, needed):
    needed("source", "Proposal", message="Where does it come from?")
    with pytest.raises(Invalid) as refused:
        move_deal(actor=rep, deal_id=deal.pk, stage_id=stages["Proposal"].pk)
    assert refused.value.fields == {"source": "Where does it come from?"}
    assert (stage_of(deal), deal.stage_changes.count()) == ("Qualified", 1)
    moved = move_deal(actor=rep, deal_id=deal.pk, stage_id=stages["Proposal"].pk, fields={"source": "Fair"})
    assert (moved.source, stage_of(deal)) == ("Fair", "Proposal")


def test_winning_losing_and_reopening_ask_too(rep, stages, deal, needed):
    needed("source", "Won"), needed("expected_close", "Lost"), needed("company", "Qualified")
    reason = LossReason.objects.first()
    with pytest.raises(Invalid):
        win_deal(actor=rep, deal_id=deal.pk)
    with pytest.raises(Invalid):
        lose_deal(actor=rep, deal_id=deal.pk, lost_reason_id=reason.pk)
    win_deal(actor=rep, deal_id=deal.pk, fields={"source": "Fair"})
    with pytest.raises(Invalid):
        reopen_deal(actor=rep, deal_id=deal.pk)
    assert stage_of(deal) == "Won"


def test_what_was_missing_before_or_only_warns_stops_nothing(rep, stages, deal, needed, manager):
    needed("source", "Qualified"), needed("source", "Proposal", severity="warn")
    move_deal(actor=rep, deal_id=deal.pk, stage_id=stages["Proposal"].pk)
    assert stage_of(deal) == "Proposal"


def post(client, deal, action, data):
    return client.post(f"/deals/{deal.pk}/{action}/", data, headers=HTMX)


def test_the_board_asks_for_what_is_missing_and_moves_with_it(client, rep, stages, deal, needed):
    needed("source", "Proposal", message="Where does it come from?")
    needed("expected_close", "Proposal")
    client.force_login(rep)
    where = {"lane": str(stages["Proposal"].pk), "index": "0", "version": str(deal.version)}
    asked = post(client, deal, "move", where)
    text = asked.content.decode()
    assert (asked.status_code, stage_of(deal)) == (422, "Qualified")
    assert "Pilot still needs this" in text
    assert "Where does it come from?" in text
    assert 'name="lane"' in text
    form = where | {"asked": "source,expected_close", "source": "Fair", "expected_close": ""}
    missed = post(client, deal, "move", form)
    assert (missed.status_code, stage_of(deal)) == (422, "Qualified")
    assert 'value="Fair"' in missed.content.decode()
    done = post(client, deal, "move", form | {"expected_close": "2027-03-17"})
    assert (done.status_code, done.headers["HX-Trigger"]) == (200, "accrue:close-dialog")
    assert "Pilot moved to Proposal" in done.content.decode()
    deal.refresh_from_db()
    assert (deal.source, str(deal.expected_close), stage_of(deal)) == ("Fair", "2027-03-17", "Proposal")


def test_a_field_of_the_company_s_own_is_asked_for_like_any_other(client, rep, north, stages, deal, needed):
    admin = create_user(email="root@accrue.test", name="Root", roles=["administrator"], team=north)
    budget = [{"label": "Approved"}, {"label": "Open"}]
    make_field(actor=admin, kind="deal", label="Budget", type="choice", choices=budget)
    needed("custom_budget", "Proposal")
    client.force_login(rep)
    where = {"stage": str(stages["Proposal"].pk)}
    text = post(client, deal, "stage", where).content.decode()
    assert "Approved" in text
    done = post(client, deal, "stage", where | {"asked": "custom_budget", "custom_budget": "approved"})
    assert done.status_code == 200
    deal.refresh_from_db()
    assert (deal.custom, stage_of(deal)) == ({"budget": "approved"}, "Proposal")


def test_losing_asks_for_the_reason_and_the_rest_in_one_dialog(client, rep, deal, needed):
    needed("source", "Lost", message="Who was it from?")
    client.force_login(rep)
    form = {"reason": str(LossReason.objects.first().pk), "note": "Too dear"}
    asked = post(client, deal, "lose", form)
    assert asked.status_code == 422
    assert "Who was it from?" in asked.content.decode()
    assert "Too dear" in asked.content.decode()
    assert post(client, deal, "lose", form | {"asked": "source", "source": "Fair"}).status_code == 200
    assert (stage_of(deal), Deal.objects.get(pk=deal.pk).source) == ("Lost", "Fair")


def test_who_may_not_fill_it_in_is_told_what_is_missing(client, rep, stages, deal, needed):
    needed("source", "Proposal", message="Where does it come from?")
    FieldRule.objects.create(role=Role.objects.get(key="rep"), kind="deal", field="source", level=Level.READ)
    client.force_login(rep)
    answer = post(client, deal, "move", {"lane": str(stages["Proposal"].pk), "index": "0"})
    assert answer.status_code == 422
    assert "Where does it come from?" in answer.content.decode()
    assert "still needs this" not in answer.content.decode()
    forged = {"lane": str(stages["Proposal"].pk), "index": "0", "asked": "source", "source": "Forged"}
    assert post(client, deal, "move", forged).status_code == 422
    assert (stage_of(deal), Deal.objects.get(pk=deal.pk).source) == ("Qualified", "")


def test_programs_are_told_the_field(api, rep, stages, deal, needed):
    needed("source", "Proposal", message="Where does it come from?")
    into = {"stage_id": stages["Proposal"].pk}
    refused = api(rep, "POST", f"deals/{deal.pk}/move", into)
    assert refused.status_code == 422
    assert "Where does it come from?" in refused.content.decode()
    assert api(rep, "PATCH", f"deals/{deal.pk}", {"source": "Fair"}).status_code == 200
    assert api(rep, "POST", f"deals/{deal.pk}/move", into).status_code == 200
