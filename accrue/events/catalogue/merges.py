"""Records that were merged, and parted again. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PeopleMerged(Fact):
    """One person came to stand for another.

    `moved` says how many rows of which relation came along: “sales.Deal.person: 2”.
    """

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Merged with"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "merge"

    person_id: int
    merged_id: int
    merge_id: int
    name: str
    moved: list[str]

    def summary(self) -> str:
        return self.name

    def mentioned(self) -> list[tuple[str, int]]:
        return [("person", self.person_id), ("person", self.merged_id)]


@dataclass(frozen=True, kw_only=True)
class CompaniesMerged(Fact):
    """One company came to stand for another.

    `moved` says how many rows of which relation came along: “sales.Deal.person: 2”.
    """

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Merged with"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "merge"

    company_id: int
    merged_id: int
    merge_id: int
    name: str
    moved: list[str]

    def summary(self) -> str:
        return self.name

    def mentioned(self) -> list[tuple[str, int]]:
        return [("company", self.company_id), ("company", self.merged_id)]


@dataclass(frozen=True, kw_only=True)
class PersonMergeUndone(Fact):
    """Two people that were merged stand for themselves again.

    `moved` says how many rows of which relation went back: “sales.Deal.person: 2”.
    """

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Merge undone"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "undo-2"

    person_id: int
    merged_id: int
    merge_id: int
    name: str
    moved: list[str]

    def summary(self) -> str:
        return self.name

    def mentioned(self) -> list[tuple[str, int]]:
        return [("person", self.person_id), ("person", self.merged_id)]


@dataclass(frozen=True, kw_only=True)
class CompanyMergeUndone(Fact):
    """Two companies that were merged stand for themselves again.

    `moved` says how many rows of which relation went back: “sales.Deal.person: 2”.
    """

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Merge undone"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "undo-2"

    company_id: int
    merged_id: int
    merge_id: int
    name: str
    moved: list[str]

    def summary(self) -> str:
        return self.name

    def mentioned(self) -> list[tuple[str, int]]:
        return [("company", self.company_id), ("company", self.merged_id)]


@dataclass(frozen=True, kw_only=True)
class DrawnPeopleMerged(Fact):
    """Somebody drawn for an experiment was merged. Arms and what was bought so far stay where they were."""

    subject: ClassVar[str] = "experiment"
    mentions: ClassVar[tuple[str, ...]] = ("person",)
    label: ClassVar[str] = "People of the experiment merged"
    group: ClassVar[str] = "experiments"
    icon: ClassVar[str] = "merge"

    experiment_id: int
    person_id: int
    merged_id: int
    key: str
    arms: list[str]

    def summary(self) -> str:
        return f"{self.key}: {' and '.join(self.arms)}"


@dataclass(frozen=True, kw_only=True)
class DrawnPeopleParted(Fact):
    """Somebody drawn for an experiment stands for themselves again."""

    subject: ClassVar[str] = "experiment"
    mentions: ClassVar[tuple[str, ...]] = ("person",)
    label: ClassVar[str] = "Merge of people of the experiment undone"
    group: ClassVar[str] = "experiments"
    icon: ClassVar[str] = "undo-2"

    experiment_id: int
    person_id: int
    merged_id: int
    key: str

    def summary(self) -> str:
        return self.key
