"""How sales are shaped: pipelines, stages, reasons. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, in_words


@dataclass(frozen=True, kw_only=True)
class PipelineCreated(Fact):
    """A pipeline was made, with its usual stages."""

    subject: ClassVar[str] = "pipeline"
    label: ClassVar[str] = "Pipeline made"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "plus"

    pipeline_id: int
    name: str
    stages: list[str]

    def summary(self) -> str:
        return f"{self.name}: {' → '.join(self.stages)}"


@dataclass(frozen=True, kw_only=True)
class PipelineRenamed(Fact):
    """A pipeline got another name."""

    subject: ClassVar[str] = "pipeline"
    label: ClassVar[str] = "Pipeline renamed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    pipeline_id: int
    before: str
    name: str

    def summary(self) -> str:
        return f"{self.before} → {self.name}"


@dataclass(frozen=True, kw_only=True)
class PipelineArchived(Fact):
    """A pipeline was put away; its deals keep it."""

    subject: ClassVar[str] = "pipeline"
    label: ClassVar[str] = "Pipeline archived"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive"

    pipeline_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class StageAdded(Fact):
    """A pipeline got another stage. `means` is open, won or lost; `probability` is in percent."""

    subject: ClassVar[str] = "pipeline"
    label: ClassVar[str] = "Stage added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "plus"

    pipeline_id: int
    stage_id: int
    name: str
    means: str
    probability: int

    def summary(self) -> str:
        return f"{self.name} ({self.probability} %)"


@dataclass(frozen=True, kw_only=True)
class StageEdited(Fact):
    """A stage was renamed, or what it means changed; the history keeps the values."""

    subject: ClassVar[str] = "pipeline"
    label: ClassVar[str] = "Stage changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    pipeline_id: int
    stage_id: int
    name: str
    fields: list[str]

    def summary(self) -> str:
        return f"{self.name}: {in_words(self.fields).lower()}"


@dataclass(frozen=True, kw_only=True)
class StagesOrdered(Fact):
    """The stages of a pipeline were brought into another order."""

    subject: ClassVar[str] = "pipeline"
    label: ClassVar[str] = "Stages ordered"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "arrow-right-left"

    pipeline_id: int
    stages: list[str]

    def summary(self) -> str:
        return " → ".join(self.stages)


@dataclass(frozen=True, kw_only=True)
class StageRemoved(Fact):
    """A stage that no deal was ever in was taken away."""

    subject: ClassVar[str] = "pipeline"
    label: ClassVar[str] = "Stage removed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"

    pipeline_id: int
    stage_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class LossReasonAdded(Fact):
    """Deals can be lost for another reason."""

    subject: ClassVar[str] = "loss_reason"
    label: ClassVar[str] = "Reason added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "plus"

    loss_reason_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class LossReasonRenamed(Fact):
    """A reason got another name, on the deals that were lost for it too."""

    subject: ClassVar[str] = "loss_reason"
    label: ClassVar[str] = "Reason renamed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    loss_reason_id: int
    before: str
    name: str

    def summary(self) -> str:
        return f"{self.before} → {self.name}"


@dataclass(frozen=True, kw_only=True)
class LossReasonRetired(Fact):
    """A reason is offered no more; deals that were lost for it keep it."""

    subject: ClassVar[str] = "loss_reason"
    label: ClassVar[str] = "Reason retired"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive"

    loss_reason_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class LossReasonRestored(Fact):
    """A retired reason is offered again."""

    subject: ClassVar[str] = "loss_reason"
    label: ClassVar[str] = "Reason restored"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive-restore"

    loss_reason_id: int
    name: str

    def summary(self) -> str:
        return self.name
