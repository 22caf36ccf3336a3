"""Pipelines, their stages, and the reasons why deals are lost."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid, Missing
from accrue.events.catalogue import (
    LossReasonAdded,
    LossReasonRenamed,
    LossReasonRestored,
    LossReasonRetired,
    PipelineArchived,
    PipelineCreated,
    PipelineRenamed,
    StageAdded,
    StageEdited,
    StageRemoved,
    StagesOrdered,
)
from accrue.events.services import record
from accrue.sales.models import Deal, LossReason, Pipeline, Stage, StageChange, StageKind

USUAL_STAGES = [
    # name, kind, probability in percent, days to rot
    ("Qualified", StageKind.OPEN, 15, 21),
    ("Discovery", StageKind.OPEN, 30, 21),
    ("Proposal", StageKind.OPEN, 55, 14),
    ("Negotiation", StageKind.OPEN, 75, 10),
    ("Won", StageKind.WON, 100, None),
    ("Lost", StageKind.LOST, 0, None),
]
USUAL_REASONS = ["Price", "Chose a competitor", "No budget", "Bad timing", "No decision", "Missing feature"]


@transaction.atomic
def ensure_default_pipeline(*, actor: User | None = None) -> Pipeline:
    """The pipeline “New business” and the usual loss reasons, made where there is no pipeline yet.

    `actor` None: a demo. The reasons are part of the set-up and no facts of their own.
    """
    pipeline = Pipeline.objects.filter(archived_at__isnull=True).first()
    if pipeline is None:
        pipeline, made = Pipeline.objects.get_or_create(name="New business")
        if made:
            _add_stages(pipeline, actor)
    if not LossReason.objects.exists():
        LossReason.objects.bulk_create(
            [LossReason(name=name, position=n) for n, name in enumerate(USUAL_REASONS)], ignore_conflicts=True
        )
    return pipeline


@transaction.atomic
def create_pipeline(*, actor: User, name: str) -> Pipeline:
    """A new pipeline with the usual stages, to be renamed as the sale needs."""
    access.require(actor, Action.CREATE, "pipeline")
    name = _free_name(Pipeline, name, "pipeline")
    last = Pipeline.objects.aggregate(last=Max("position"))["last"]
    pipeline = Pipeline.objects.create(name=name, position=0 if last is None else last + 1)
    _add_stages(pipeline, actor)
    return pipeline


@transaction.atomic
def edit_pipeline(*, actor: User, pipeline_id: int, name: str, version: int | None = None) -> Pipeline:
    pipeline = _locked_pipeline(actor, pipeline_id)
    if version is not None and version != pipeline.version:
        raise _changed(pipeline.name)
    before, pipeline.name = pipeline.name, _free_name(Pipeline, name, "pipeline", pk=pipeline.pk)
    pipeline.version += 1
    pipeline.save()
    if pipeline.name != before:
        fact = PipelineRenamed(pipeline_id=pipeline.pk, before=before, name=pipeline.name)
        record(fact, actor=actor)
    return pipeline


@transaction.atomic
def archive_pipeline(*, actor: User, pipeline_id: int) -> Pipeline:
    """Put a pipeline away. Refused while it has open deals."""
    pipeline = _locked_pipeline(actor, pipeline_id)
    left = Deal.objects.filter(pipeline=pipeline, archived_at__isnull=True, closed_at__isnull=True).count()
    if left:
        raise Conflict(
            "sales.pipeline_in_use", f"{pipeline.name} has {left} open deals. Close or move them first."
        )
    if pipeline.archived_at is not None:
        return pipeline
    pipeline.archived_at, pipeline.version = clock.now(), pipeline.version + 1
    pipeline.save()
    record(PipelineArchived(pipeline_id=pipeline.pk, name=pipeline.name), actor=actor)
    return pipeline


@transaction.atomic
def add_stage(
    *,
    actor: User,
    pipeline_id: int,
    name: str,
    kind: str = StageKind.OPEN,
    probability: int = 50,
    rot_days: int | None = None,
) -> Stage:
    """A new stage at the end of those of its kind's side: open ones before the closed."""
    pipeline = _locked_pipeline(actor, pipeline_id)
    stages = list(pipeline.stages.all())
    stage = Stage(pipeline=pipeline, name=_stage_name(pipeline, name), rot_days=rot_days)
    _give_meaning(stage, kind, probability)
    stage.save()
    before = [s for s in stages if not s.is_closed] if not stage.is_closed else stages
    _number([*before, stage, *[s for s in stages if s not in before]])
    fact = StageAdded(
        pipeline_id=pipeline.pk,
        stage_id=stage.pk,
        name=stage.name,
        means=str(stage.kind),
        probability=stage.probability,
    )
    record(fact, actor=actor)
    return stage


@transaction.atomic
def edit_stage(
    *,
    actor: User,
    stage_id: int,
    name: str,
    kind: str,
    probability: int,
    rot_days: int | None,
    version: int | None = None,
) -> Stage:
    """Rename a stage or change what it means. What it means stands while deals are in it."""
    stage = _locked_stage(actor, stage_id)
    if version is not None and version != stage.version:
        raise _changed(stage.name)
    if kind != stage.kind and stage.deals.exists():
        raise Conflict(
            "sales.stage_in_use", f"{stage.name} holds deals. Move them before you change what it means."
        )
    before = _meaning(stage)
    stage.name, stage.rot_days = _stage_name(stage.pipeline, name, pk=stage.pk), rot_days
    _give_meaning(stage, kind, probability)
    stage.version += 1
    stage.save()
    _must_have_every_kind(stage.pipeline)
    if changed := sorted(name for name, value in _meaning(stage).items() if before[name] != value):
        fact = StageEdited(pipeline_id=stage.pipeline_id, stage_id=stage.pk, name=stage.name, fields=changed)
        record(fact, actor=actor)
    return stage


@transaction.atomic
def order_stages(*, actor: User, pipeline_id: int, stage_ids: Sequence[int]) -> None:
    """Bring all stages of a pipeline into this order."""
    pipeline = _locked_pipeline(actor, pipeline_id)
    stages = {stage.pk: stage for stage in pipeline.stages.all()}
    if sorted(stages) != sorted(stage_ids):
        raise Conflict(
            "sales.stages_changed", "Somebody added or removed a stage meanwhile. Reload, then order them."
        )
    if list(stages) != list(stage_ids):
        _number([stages[pk] for pk in stage_ids])
        names = [stages[pk].name for pk in stage_ids]
        record(StagesOrdered(pipeline_id=pipeline.pk, stages=names), actor=actor)


@transaction.atomic
def delete_stage(*, actor: User, stage_id: int) -> None:
    """Remove a stage that no deal was ever in."""
    stage = _locked_stage(actor, stage_id)
    held = stage.deals.count()
    if held:
        raise Conflict(
            "sales.stage_in_use", f"{stage.name} holds {held} deals. Move them to another stage first."
        )
    if _is_in_history(stage):
        raise Conflict(
            "sales.stage_in_history",
            f"Deals went through {stage.name}; their history needs it. Rename it instead.",
        )
    pipeline = stage.pipeline
    record(StageRemoved(pipeline_id=pipeline.pk, stage_id=stage.pk, name=stage.name), actor=actor)
    stage.delete()
    _must_have_every_kind(pipeline)


@transaction.atomic
def add_loss_reason(*, actor: User, name: str) -> LossReason:
    access.require(actor, Action.EDIT, "pipeline")
    name = _free_name(LossReason, name, "reason")
    last = LossReason.objects.aggregate(last=Max("position"))["last"]
    reason = LossReason.objects.create(name=name, position=0 if last is None else last + 1)
    record(LossReasonAdded(loss_reason_id=reason.pk, name=reason.name), actor=actor)
    return reason


@transaction.atomic
def rename_loss_reason(*, actor: User, reason_id: int, name: str) -> LossReason:
    reason = _locked_reason(actor, reason_id)
    before, reason.name = reason.name, _free_name(LossReason, name, "reason", pk=reason.pk)
    if reason.name != before:
        reason.save()
        record(LossReasonRenamed(loss_reason_id=reason.pk, before=before, name=reason.name), actor=actor)
    return reason


@transaction.atomic
def retire_loss_reason(*, actor: User, reason_id: int, retired: bool = True) -> LossReason:
    """Offer a reason no more (or again); deals that were lost for it keep it."""
    reason = _locked_reason(actor, reason_id)
    if retired == (reason.archived_at is not None):
        return reason
    reason.archived_at = clock.now() if retired else None
    reason.save()
    fact = LossReasonRetired if retired else LossReasonRestored
    record(fact(loss_reason_id=reason.pk, name=reason.name), actor=actor)
    return reason


def _add_stages(pipeline: Pipeline, actor: User | None) -> None:
    for n, (name, kind, probability, rot_days) in enumerate(USUAL_STAGES):
        Stage.objects.create(
            pipeline=pipeline, name=name, kind=kind, probability=probability, rot_days=rot_days, position=n
        )
    names = [name for name, *_ in USUAL_STAGES]
    record(PipelineCreated(pipeline_id=pipeline.pk, name=pipeline.name, stages=names), actor=actor)


def _locked_pipeline(actor: User, pipeline_id: int) -> Pipeline:
    pipeline = Pipeline.objects.select_for_update(no_key=True).filter(pk=pipeline_id).first()
    if pipeline is None:
        raise Missing
    access.require(actor, Action.EDIT, pipeline)
    return pipeline


def _locked_stage(actor: User, stage_id: int) -> Stage:
    found = Stage.objects.filter(pk=stage_id).values_list("pipeline_id", flat=True).first()
    if found is None:
        raise Missing
    _locked_pipeline(actor, found)
    return Stage.objects.select_for_update(of=("self",)).select_related("pipeline").get(pk=stage_id)


def _locked_reason(actor: User, reason_id: int) -> LossReason:
    access.require(actor, Action.EDIT, "pipeline")
    reason = LossReason.objects.select_for_update().filter(pk=reason_id).first()
    if reason is None:
        raise Missing
    return reason


def _give_meaning(stage: Stage, kind: str, probability: int) -> None:
    if kind not in StageKind.values:
        raise Invalid(
            "sales.unknown_kind", "A stage means open, won or lost.", fields={"kind": "Choose one."}
        )
    if not 0 <= probability <= 100:
        raise Invalid(
            "sales.probability",
            "A probability is between 0 and 100 %.",
            fields={"probability": "Between 0 and 100."},
        )
    stage.kind = kind
    stage.probability = {"won": 100, "lost": 0}.get(kind, probability)


def _meaning(stage: Stage) -> dict[str, object]:
    return {name: getattr(stage, name) for name in ("name", "kind", "probability", "rot_days")}


def _stage_name(pipeline: Pipeline, name: str, pk: int | None = None) -> str:
    name = name.strip()
    if not name:
        raise Invalid("sales.stage_name", "Give the stage a name.", fields={"name": "Give the stage a name."})
    if pipeline.stages.filter(name__iexact=name).exclude(pk=pk or 0).exists():
        raise Invalid(
            "sales.stage_name",
            f"{pipeline.name} has a stage called {name} already.",
            fields={"name": "Taken already."},
        )
    return name


def _free_name(model: type[Pipeline] | type[LossReason], name: str, what: str, pk: int | None = None) -> str:
    name = name.strip()
    if not name:
        raise Invalid(
            "sales.name_needed", f"Give the {what} a name.", fields={"name": f"Give the {what} a name."}
        )
    if model._default_manager.filter(name__iexact=name).exclude(pk=pk or 0).exists():
        raise Invalid(
            "sales.name_taken", f"There is a {what} called {name} already.", fields={"name": "Taken already."}
        )
    return name


def _must_have_every_kind(pipeline: Pipeline) -> None:
    present = set(pipeline.stages.values_list("kind", flat=True))
    missing = [kind.label.lower() for kind in StageKind if kind not in present]
    if missing:
        raise Conflict(
            "sales.stage_kinds",
            f"{pipeline.name} needs a stage that means {' and one that means '.join(missing)}.",
        )


def _number(stages: Sequence[Stage]) -> None:
    for n, stage in enumerate(stages):
        if stage.position != n:
            stage.position, stage.version = n, stage.version + 1
            stage.save(update_fields=["position", "version"])


def _is_in_history(stage: Stage) -> bool:
    return (
        StageChange.objects.filter(from_stage=stage).exists()
        or StageChange.objects.filter(to_stage=stage).exists()
    )


def _changed(name: str) -> Conflict:
    return Conflict(
        "sales.changed_meanwhile", f"Somebody changed {name} meanwhile. Reload, then repeat your change."
    )
