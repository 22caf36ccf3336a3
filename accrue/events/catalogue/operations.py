"""Running the house. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class JobRunAgain(Fact):
    """An administrator let a failed job be tried once more."""

    subject: ClassVar[str] = "job"
    label: ClassVar[str] = "Failed job run again"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "refresh-cw"

    job_id: int
    task: str

    def summary(self) -> str:
        return self.task


@dataclass(frozen=True, kw_only=True)
class JobDiscarded(Fact):
    """An administrator gave up a failed job: what it was to do will not be done."""

    subject: ClassVar[str] = "job"
    label: ClassVar[str] = "Failed job discarded"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"

    job_id: int
    task: str
    reason: str

    def summary(self) -> str:
        return f"{self.task}: {self.reason}"
