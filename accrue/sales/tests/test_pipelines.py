"""Pipelines that managers shape, and what the deals in them forbid."""

from __future__ import annotations

import pytest

from accrue.errors import Conflict, Forbidden, Invalid
from accrue.events.models import Event
from accrue.sales.models import LossReason, Pipeline, Stage
from accrue.sales.services import (
    add_loss_reason,
    add_stage,
    archive_pipeline,
    create_pipeline,
    delete_stage,
    edit_pipeline,
    edit_stage,
    ensure_default_pipeline,
    move_deal,
    order_stages,
    rename_loss_reason,
    retire_loss_reason,
)


def stage_names(pipeline):
    return list(pipeline.stages.values_list("name", flat=True))


def test_the_usual_pipeline_is_made_once(floor):
    assert ensure_default_pipeline() == floor.pipeline
    assert Pipeline.objects.count() == 1
    assert stage_names(floor.pipeline) == ["Qualified", "Discovery", "Proposal", "Negotiation", "Won", "Lost"]


def test_only_those_who_may_shape_it(floor):
    with pytest.raises(Forbidden):
        create_pipeline(actor=floor.rep, name="Renewals")
    with pytest.raises(Forbidden):
        add_stage(actor=floor.rep, pipeline_id=floor.pipeline.pk, name="Demo")
    assert stage_names(create_pipeline(actor=floor.manager, name="Renewals"))[-2:] == ["Won", "Lost"]


def test_stages_are_added_renamed_and_ordered(floor):
    demo = add_stage(
        actor=floor.manager, pipeline_id=floor.pipeline.pk, name="Demo", probability=40, rot_days=7
    )
    assert stage_names(floor.pipeline)[4:] == ["Demo", "Won", "Lost"]
    edit_stage(
        actor=floor.manager, stage_id=demo.pk, name="Trial", kind="open", probability=60, rot_days=None
    )
    ids = list(floor.pipeline.stages.values_list("pk", flat=True))
    order_stages(actor=floor.manager, pipeline_id=floor.pipeline.pk, stage_ids=[ids[4], *ids[:4], *ids[5:]])
    assert stage_names(floor.pipeline)[0] == "Trial"
    with pytest.raises(Conflict):
        order_stages(actor=floor.manager, pipeline_id=floor.pipeline.pk, stage_ids=ids[1:])
    with pytest.raises(Invalid, match="already"):
        add_stage(actor=floor.manager, pipeline_id=floor.pipeline.pk, name="trial")
    with pytest.raises(Invalid, match="0 and 100"):
        add_stage(actor=floor.manager, pipeline_id=floor.pipeline.pk, name="Sure", probability=101)


def test_a_stage_with_deals_stays(floor):
    deal, stage = floor.deal(), floor.stages["Qualified"]
    with pytest.raises(Conflict, match="holds 1 deals"):
        delete_stage(actor=floor.manager, stage_id=stage.pk)
    with pytest.raises(Conflict, match="holds deals"):
        edit_stage(
            actor=floor.manager, stage_id=stage.pk, name="Q", kind="won", probability=100, rot_days=None
        )
    move_deal(actor=floor.rep, deal_id=deal.pk, stage_id=floor.stages["Discovery"].pk)
    with pytest.raises(Conflict, match="history"):
        delete_stage(actor=floor.manager, stage_id=stage.pk)
    delete_stage(actor=floor.manager, stage_id=floor.stages["Negotiation"].pk)
    assert "Negotiation" not in stage_names(floor.pipeline)


def test_a_pipeline_keeps_a_stage_of_every_kind(floor):
    with pytest.raises(Conflict, match="means won"):
        delete_stage(actor=floor.manager, stage_id=floor.stages["Won"].pk)
    assert Stage.objects.filter(name="Won").exists()


def test_renaming_what_somebody_renamed(floor):
    edit_pipeline(actor=floor.manager, pipeline_id=floor.pipeline.pk, name="New customers", version=1)
    with pytest.raises(Conflict):
        edit_pipeline(actor=floor.manager, pipeline_id=floor.pipeline.pk, name="Newest", version=1)


def test_a_pipeline_with_open_deals_stays(floor):
    floor.deal()
    with pytest.raises(Conflict, match="1 open deals"):
        archive_pipeline(actor=floor.manager, pipeline_id=floor.pipeline.pk)


def test_reasons(floor):
    reason = add_loss_reason(actor=floor.manager, name="Too slow")
    rename_loss_reason(actor=floor.manager, reason_id=reason.pk, name="We were slow")
    retire_loss_reason(actor=floor.manager, reason_id=reason.pk)
    assert LossReason.objects.get(name="We were slow").archived_at
    with pytest.raises(Invalid, match="already"):
        add_loss_reason(actor=floor.manager, name="price")
    with pytest.raises(Forbidden):
        add_loss_reason(actor=floor.rep, name="Other")


def told(*, since: int) -> list[tuple[str, str, int | None]]:
    """Facts after an event's id: name, summary and who did it."""
    events = Event.objects.filter(pk__gt=since).order_by("pk")
    return [(event.name, event.fact.summary(), event.actor_id) for event in events]


def test_every_change_of_the_shape_is_a_fact(floor):
    manager, start = floor.manager, Event.objects.latest("pk").pk
    made = create_pipeline(actor=manager, name="Renewals")
    edit_pipeline(actor=manager, pipeline_id=made.pk, name="Renewal")
    demo = add_stage(actor=manager, pipeline_id=made.pk, name="Demo", probability=40)
    edit_stage(actor=manager, stage_id=demo.pk, name="Trial", kind="open", probability=60, rot_days=None)
    ids = list(made.stages.values_list("pk", flat=True))
    order_stages(actor=manager, pipeline_id=made.pk, stage_ids=[ids[4], *ids[:4], *ids[5:]])
    delete_stage(actor=manager, stage_id=demo.pk)
    archive_pipeline(actor=manager, pipeline_id=made.pk)
    assert told(since=start) == [
        (
            "PipelineCreated",
            "Renewals: Qualified → Discovery → Proposal → Negotiation → Won → Lost",
            manager.pk,
        ),
        ("PipelineRenamed", "Renewals → Renewal", manager.pk),
        ("StageAdded", "Demo (40 %)", manager.pk),
        ("StageEdited", "Trial: name, probability", manager.pk),
        ("StagesOrdered", "Trial → Qualified → Discovery → Proposal → Negotiation → Won → Lost", manager.pk),
        ("StageRemoved", "Trial", manager.pk),
        ("PipelineArchived", "Renewal", manager.pk),
    ]


def test_every_change_of_a_reason_is_a_fact(floor):
    manager, start = floor.manager, Event.objects.latest("pk").pk
    reason = add_loss_reason(actor=manager, name="Too slow")
    rename_loss_reason(actor=manager, reason_id=reason.pk, name="We were slow")
    retire_loss_reason(actor=manager, reason_id=reason.pk)
    retire_loss_reason(actor=manager, reason_id=reason.pk, retired=False)
    assert told(since=start) == [
        ("LossReasonAdded", "Too slow", manager.pk),
        ("LossReasonRenamed", "Too slow → We were slow", manager.pk),
        ("LossReasonRetired", "We were slow", manager.pk),
        ("LossReasonRestored", "We were slow", manager.pk),
    ]


def test_what_changes_nothing_or_is_refused_is_no_fact(floor):
    manager, start = floor.manager, Event.objects.latest("pk").pk
    stage = floor.stages["Proposal"]
    edit_pipeline(actor=manager, pipeline_id=floor.pipeline.pk, name=floor.pipeline.name)
    edit_stage(actor=manager, stage_id=stage.pk, name="Proposal", kind="open", probability=55, rot_days=14)
    ids = list(floor.pipeline.stages.values_list("pk", flat=True))
    order_stages(actor=manager, pipeline_id=floor.pipeline.pk, stage_ids=ids)
    reason = LossReason.objects.get(name="Price")
    rename_loss_reason(actor=manager, reason_id=reason.pk, name="Price")
    retire_loss_reason(actor=manager, reason_id=reason.pk, retired=False)
    with pytest.raises(Conflict):
        delete_stage(actor=manager, stage_id=floor.stages["Won"].pk)
    assert told(since=start) == []
