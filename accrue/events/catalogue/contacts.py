"""People and companies. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, in_words


@dataclass(frozen=True, kw_only=True)
class PersonCreated(Fact):
    """Somebody became known."""

    subject: ClassVar[str] = "person"
    mentions: ClassVar[tuple[str, ...]] = ("company",)
    label: ClassVar[str] = "Person added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "user-plus"

    person_id: int
    company_id: int | None
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class PersonEdited(Fact):
    """Details of a person changed; the history keeps the values."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Details changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    person_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class PersonArchived(Fact):
    """A person was put away; nothing is lost."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Person archived"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive"

    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonRestored(Fact):
    """An archived person came back."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Person restored"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive-restore"

    person_id: int


@dataclass(frozen=True, kw_only=True)
class CompanyCreated(Fact):
    """A company became known."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Company added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "building-2"

    company_id: int
    name: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class CompanyEdited(Fact):
    """Details of a company changed; the history keeps the values."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Details changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    company_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class CompanyArchived(Fact):
    """A company was put away; nothing is lost."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Company archived"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive"

    company_id: int


@dataclass(frozen=True, kw_only=True)
class CompanyRestored(Fact):
    """An archived company came back."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Company restored"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive-restore"

    company_id: int
