"""Rules about fields, and how clean records are. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class RuleMade(Fact):
    """Somebody wrote down what a field must be like; it is not on yet."""

    subject: ClassVar[str] = "rule"
    label: ClassVar[str] = "Rule made"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "list-checks"

    rule_id: int
    kind: str
    field: str


@dataclass(frozen=True, kw_only=True)
class RuleChanged(Fact):
    subject: ClassVar[str] = "rule"
    label: ClassVar[str] = "Rule changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    rule_id: int
    kind: str
    field: str


@dataclass(frozen=True, kw_only=True)
class RuleSwitched(Fact):
    """From now on the rule is asked of whatever is written, or no longer."""

    subject: ClassVar[str] = "rule"
    label: ClassVar[str] = "Rule switched on or off"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "circle-check"

    rule_id: int
    kind: str
    field: str
    is_on: bool

    def summary(self) -> str:
        return "on" if self.is_on else "off"


@dataclass(frozen=True, kw_only=True)
class RuleDeleted(Fact):
    subject: ClassVar[str] = "rule"
    label: ClassVar[str] = "Rule deleted"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"

    rule_id: int
    kind: str
    field: str


@dataclass(frozen=True, kw_only=True)
class HealthWeighed(Fact):
    """Somebody said which fields of a kind of record matter how much."""

    subject: ClassVar[str] = "health"
    label: ClassVar[str] = "What matters for health changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    health_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class RecordsStandardised(Fact):
    """A field of many records was brought into standard form."""

    subject: ClassVar[str] = "mending"
    label: ClassVar[str] = "Records standardised"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "sparkles"

    mending_id: int
    kind: str
    field: str
    changed: int

    def summary(self) -> str:
        return f"{self.changed:,} records"


@dataclass(frozen=True, kw_only=True)
class StandardisingUndone(Fact):
    subject: ClassVar[str] = "mending"
    label: ClassVar[str] = "Standardising undone"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "undo-2"

    mending_id: int
    kind: str
    field: str
    restored: int

    def summary(self) -> str:
        return f"{self.restored:,} records"
