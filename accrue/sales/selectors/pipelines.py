from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.sales.models import LossReason, Pipeline, Stage


@dataclass(frozen=True, slots=True)
class Laid:
    """A pipeline with its stages in order."""

    pipeline: Pipeline
    stages: Sequence[Stage]

    def stage(self, stage_id: int) -> Stage:
        """Raises Missing where the stage is of another pipeline."""
        for stage in self.stages:
            if stage.pk == stage_id:
                return stage
        raise Missing


def pipelines(user: User, *, archived: bool = False) -> list[Laid]:
    """Every pipeline with its stages, in order; one query."""
    access.require(user, "see", "pipeline")
    stages = Stage.objects.filter(pipeline__archived_at__isnull=not archived).select_related("pipeline")
    found: dict[int, list[Stage]] = {}
    for stage in stages.order_by("pipeline__position", "pipeline_id", "position", "pk"):
        found.setdefault(stage.pipeline_id, []).append(stage)
    return [Laid(stages[0].pipeline, stages) for stages in found.values()]


def pipeline(user: User, pipeline_id: int) -> Laid:
    """One pipeline, archived or not. Raises Missing."""
    access.require(user, "see", "pipeline")
    stages = list(Stage.objects.filter(pipeline_id=pipeline_id).select_related("pipeline"))
    if not stages:
        raise Missing
    return Laid(stages[0].pipeline, stages)


def loss_reasons(*, retired: bool = False) -> list[LossReason]:
    """The reasons that are offered; with `retired` also those no longer offered."""
    reasons = LossReason.objects.all()
    return list(reasons if retired else reasons.filter(archived_at__isnull=True))
