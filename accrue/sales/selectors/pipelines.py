from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.money.selectors import BooksOn, books_of
from accrue.sales.models import LossReason, Pipeline, Stage
from accrue.sales.selectors.totals import Till


@dataclass(frozen=True, slots=True)
class Laid:
    """A pipeline with its stages in order, and what converts its sums today; one query for all of it."""

    pipeline: Pipeline
    stages: Sequence[Stage]
    till: Till

    def stage(self, stage_id: int) -> Stage:
        """Raises Missing where the stage is of another pipeline."""
        for stage in self.stages:
            if stage.pk == stage_id:
                return stage
        raise Missing


def pipelines(user: User, *, archived: bool = False) -> list[Laid]:
    """Every pipeline with its stages, in order; one query."""
    access.require(user, "see", "pipeline")
    day = clock.today()
    stages = _stages(day).filter(pipeline__archived_at__isnull=not archived)
    found: dict[int, list[Stage]] = {}
    for stage in stages.order_by("pipeline__position", "pipeline_id", "position", "pk"):
        found.setdefault(stage.pipeline_id, []).append(stage)
    return [_laid(stages, day) for stages in found.values()]


def pipeline(user: User, pipeline_id: int) -> Laid:
    """One pipeline, archived or not. Raises Missing."""
    access.require(user, "see", "pipeline")
    day = clock.today()
    stages = list(_stages(day).filter(pipeline_id=pipeline_id))
    if not stages:
        raise Missing
    return _laid(stages, day)


def _stages(day: date) -> QuerySet[Any, Any]:
    return Stage.objects.select_related("pipeline").annotate(books=BooksOn(day))


def _laid(stages: list[Any], day: date) -> Laid:
    base, rates = books_of(stages[0].books)
    return Laid(stages[0].pipeline, stages, Till(base, day, rates))


def loss_reasons(*, retired: bool = False) -> list[LossReason]:
    """The reasons that are offered; with `retired` also those no longer offered."""
    reasons = LossReason.objects.all()
    return list(reasons if retired else reasons.filter(archived_at__isnull=True))
