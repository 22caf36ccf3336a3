"""Rules that erase whom nobody needs: found, held back, waiting, stopped, gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accrue import clock
from accrue.accounts.services import create_user
from accrue.contacts.models import Person
from accrue.errors import Forbidden, Invalid
from accrue.events.models import Mention
from accrue.privacy.models import Erasure
from accrue.privacy.services.retaining import delete_rule, run_rules, save_rule, tried
from accrue.sales.models import Deal, Stage
from accrue.sales.services import ensure_default_pipeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(north):
    return create_user(email="ada@accrue.test", name="Ada Admin", roles=["administrator"], team=north)


@pytest.fixture
def rule(admin):
    tree = {"all": [["segment", "is", "Lead"]]}
    return save_rule(actor=admin, name="Old leads", months=24, waiting_days=7, filter=tree, is_on=True)


def old(name, days=1_000, segment="Lead"):
    return Person.objects.create(
        given_name=name, segment=segment, created_at=clock.now() - timedelta(days=days)
    )


def test_a_rule_finds_whom_nobody_needs(admin, rule):
    gone, young, other = old("Gone"), old("Young", days=9), old("Other", segment="Customer")
    found = tried(actor=admin, rule=rule)
    assert (found.count, [p.pk for p in found.people], found.held) == (1, [gone.pk], [])
    assert not Erasure.objects.exists()
    assert Person.objects.filter(pk__in=[young.pk, other.pk]).count() == 2


def test_an_open_deal_holds_somebody_back(admin, rule):
    held = old("Held")
    stage = Stage.objects.filter(pipeline=ensure_default_pipeline(), kind="open").first()
    Deal.objects.create(
        name="Old",
        person=held,
        stage=stage,
        pipeline=stage.pipeline,
        currency="EUR",
        stage_since=clock.now(),
        created_at=clock.now() - timedelta(days=1_000),
    )
    found = tried(actor=admin, rule=rule)
    assert (found.count, found.held) == (0, [(held, "an open deal")])
    assert run_rules() == 0


def test_who_is_found_waits_and_then_goes(admin, rule, work, monkeypatch):
    gone = old("Gone")
    assert run_rules() == 1
    assert run_rules() == 0
    work()
    assert Person.objects.get(pk=gone.pk).given_name == "Gone"
    Erasure.objects.update(due_at=clock.now() - timedelta(minutes=1))
    run_rules()
    work()
    assert Person.objects.get(pk=gone.pk).full_name == f"Erased person {gone.pk}"
    assert run_rules() == 0


def test_who_is_needed_again_is_kept(admin, rule):
    gone = old("Gone")
    run_rules()
    event = Mention.objects.filter(kind="person", record_id=gone.pk).get().event
    Mention.objects.create(
        event=type(event).objects.create(
            name="PersonEdited", occurred_at=clock.now(), recorded_at=clock.now(), subject_kind="person",
            subject_id=gone.pk, data={"person_id": gone.pk, "fields": []},
        ),
        kind="person", record_id=gone.pk, group="changes", occurred_at=clock.now(),
    )  # fmt: skip
    run_rules()
    assert Erasure.objects.get().held_by == "Needed again"


def test_a_rule_taken_away_keeps_who_waits(admin, rule):
    old("Gone")
    run_rules()
    delete_rule(actor=admin, rule_id=rule.pk)
    assert Erasure.objects.get().state == "stopped"
    assert run_rules() == 0


def test_only_who_may_and_only_what_can_be_asked(admin, manager):
    with pytest.raises(Forbidden):
        save_rule(actor=manager, name="Mine", months=3)
    with pytest.raises(Invalid):
        save_rule(actor=admin, name="", months=3)
    with pytest.raises(Invalid):
        save_rule(actor=admin, name="Mine", months=0)
    with pytest.raises(Invalid):
        save_rule(actor=admin, name="Mine", months=3, filter={"all": [["owner__password", "is", "x"]]})
