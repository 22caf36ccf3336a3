"""Duplicates. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PeopleKeptApart(Fact):
    """Somebody said that two people are not the same; no scan asks again."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Said not to be a duplicate"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "split"

    person_id: int
    other_id: int

    def mentioned(self) -> list[tuple[str, int]]:
        return [("person", self.person_id), ("person", self.other_id)]


@dataclass(frozen=True, kw_only=True)
class PeopleComparedAgain(Fact):
    """Somebody took back that two people are not the same."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "May be a duplicate after all"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "copy"

    person_id: int
    other_id: int

    def mentioned(self) -> list[tuple[str, int]]:
        return [("person", self.person_id), ("person", self.other_id)]


@dataclass(frozen=True, kw_only=True)
class CompaniesKeptApart(Fact):
    """Somebody said that two companies are not the same; no scan asks again."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Said not to be a duplicate"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "split"

    company_id: int
    other_id: int

    def mentioned(self) -> list[tuple[str, int]]:
        return [("company", self.company_id), ("company", self.other_id)]


@dataclass(frozen=True, kw_only=True)
class CompaniesComparedAgain(Fact):
    """Somebody took back that two companies are not the same."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "May be a duplicate after all"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "copy"

    company_id: int
    other_id: int

    def mentioned(self) -> list[tuple[str, int]]:
        return [("company", self.company_id), ("company", self.other_id)]


@dataclass(frozen=True, kw_only=True)
class DuplicateRulesChanged(Fact):
    """Somebody changed from which certainty on pairs are shown, and merged by themselves (0: never)."""

    subject: ClassVar[str] = "duplicate_rules"
    label: ClassVar[str] = "Rules for duplicates changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "copy"

    duplicate_rules_id: int
    shown_from: float
    merged_from: float

    def summary(self) -> str:
        merged = f"merged from {self.merged_from:.1%}" if self.merged_from else "none merged by itself"
        return f"Shown from {self.shown_from:.1%}, {merged}"
