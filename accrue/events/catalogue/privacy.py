"""Personal data: consents, exports and erasures. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Fact):
    """A person said yes to a purpose; the evidence stands with the consent."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Consent given"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "shield-check"

    person_id: int
    consent_id: int
    purpose: str
    basis: str

    def summary(self) -> str:
        return self.purpose


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Fact):
    """A person said no to a purpose, or took a yes back."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Consent withdrawn"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "circle-x"
    tone: ClassVar[str] = "warning"

    person_id: int
    consent_id: int
    purpose: str

    def summary(self) -> str:
        return self.purpose


@dataclass(frozen=True, kw_only=True)
class PersonDataExported(Fact):
    """Everything kept of a person was written into a file, or the file was fetched."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Personal data exported"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "download"

    person_id: int
    export_id: int
    is_fetched: bool

    def summary(self) -> str:
        return "File fetched" if self.is_fetched else "File written"


@dataclass(frozen=True, kw_only=True)
class ErasurePlanned(Fact):
    """A person will be erased unless somebody stops it before `due`."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "To be erased"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"
    tone: ClassVar[str] = "warning"

    person_id: int
    erasure_id: int
    why: str
    due: str


@dataclass(frozen=True, kw_only=True)
class ErasureStopped(Fact):
    """A planned erasure was stopped; nothing was erased."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Erasure stopped"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "undo-2"

    person_id: int
    erasure_id: int
    why: str

    def summary(self) -> str:
        return self.why


@dataclass(frozen=True, kw_only=True)
class PersonErased(Fact):
    """Everything that told who a person was is gone; ids and amounts stayed. `rows` is how many were emptied or deleted."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Erased"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"

    person_id: int
    erasure_id: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class RetentionRuleSaved(Fact):
    """A rule that erases people was made, changed, switched on or off, or deleted."""

    subject: ClassVar[str] = "retention_rule"
    label: ClassVar[str] = "Retention rule"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "clock"

    retention_rule_id: int
    name: str
    months: int
    is_on: bool
    is_deleted: bool

    def summary(self) -> str:
        return self.name
