"""Deals on their way through a pipeline. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, in_words


@dataclass(frozen=True, kw_only=True)
class DealOpened(Fact):
    """Somebody may buy."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal opened"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "circle-dot"
    tone: ClassVar[str] = "info"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    stage: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class DealMoved(Fact):
    """A deal went from one stage to another."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal moved"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "arrow-right-left"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    from_stage: str
    to_stage: str

    def summary(self) -> str:
        return f"{self.name}: {self.from_stage} → {self.to_stage}"


@dataclass(frozen=True, kw_only=True)
class DealEdited(Fact):
    """Details of a deal changed; the history keeps the values."""

    subject: ClassVar[str] = "deal"
    label: ClassVar[str] = "Deal changed"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "pencil"

    deal_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class DealWon(Fact):
    """The customer said yes."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal won"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "trophy"
    tone: ClassVar[str] = "good"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class DealLost(Fact):
    """The customer said no, and why."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal lost"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "circle-x"
    tone: ClassVar[str] = "bad"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    reason: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class DealReopened(Fact):
    """A closed deal is open again; what it had led to is taken back by those who reacted."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal reopened"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "rotate-ccw"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
    was: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class DealArchived(Fact):
    """A deal was put away; nothing is lost."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal archived"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "archive"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str


@dataclass(frozen=True, kw_only=True)
class DealRestored(Fact):
    """An archived deal came back."""

    subject: ClassVar[str] = "deal"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Deal restored"
    group: ClassVar[str] = "deals"
    icon: ClassVar[str] = "archive-restore"

    deal_id: int
    person_id: int | None
    company_id: int | None
    name: str
