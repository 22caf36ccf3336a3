"""Pipelines that managers shape, and what the deals in them forbid."""

from __future__ import annotations

import pytest

from accrue.errors import Conflict, Forbidden, Invalid
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
