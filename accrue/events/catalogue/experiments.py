"""Who was held out, by chance. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ExperimentStarted(Fact):
    """From now on chance decides who is treated and who is held out."""

    subject: ClassVar[str] = "experiment"
    label: ClassVar[str] = "Experiment started"
    group: ClassVar[str] = "experiments"
    icon: ClassVar[str] = "flask-conical"

    experiment_id: int
    key: str
    arms: list[str]
    seed: int

    def summary(self) -> str:
        return self.key


@dataclass(frozen=True, kw_only=True)
class ExperimentEnded(Fact):
    """Nobody is assigned any more."""

    subject: ClassVar[str] = "experiment"
    label: ClassVar[str] = "Experiment ended"
    group: ClassVar[str] = "experiments"
    icon: ClassVar[str] = "flask-conical-off"

    experiment_id: int
    key: str

    def summary(self) -> str:
        return self.key


@dataclass(frozen=True, kw_only=True)
class PersonAssigned(Fact):
    """Chance put a person into an arm of an experiment."""

    subject: ClassVar[str] = "experiment"
    mentions: ClassVar[tuple[str, ...]] = ("person",)
    label: ClassVar[str] = "Assigned in an experiment"
    group: ClassVar[str] = "experiments"
    icon: ClassVar[str] = "shuffle"

    experiment_id: int
    person_id: int
    key: str
    arm: str

    def summary(self) -> str:
        return f"{self.key}: {self.arm}"


@dataclass(frozen=True, kw_only=True)
class ExperimentLookedAt(Fact):
    """Somebody saw what it had brought before it was over."""

    subject: ClassVar[str] = "experiment"
    label: ClassVar[str] = "Experiment looked at before its end"
    group: ClassVar[str] = "experiments"
    icon: ClassVar[str] = "eye"

    experiment_id: int
    key: str
    source: str

    def summary(self) -> str:
        return f"{self.key}: {self.source}"
