"""Statements drawn, approved and published. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class StatementDrawn(Fact):
    """What the CRM returned was drawn from the records, and kept."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement drawn"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "line-chart"

    statement_id: int
    number: int
    fingerprint: str
    net_return_minor: int | None
    currency: str

    def summary(self) -> str:
        return f"Statement {self.number}"


@dataclass(frozen=True, kw_only=True)
class StatementApproved(Fact):
    """Finance stands by a statement."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement approved"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "badge-check"

    statement_id: int
    number: int

    def summary(self) -> str:
        return f"Statement {self.number}"


@dataclass(frozen=True, kw_only=True)
class StatementPublished(Fact):
    """A read-only link to a statement was given out."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement published"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "share-2"

    statement_id: int
    number: int
    link_id: int
    expires_at: str

    def summary(self) -> str:
        return f"Statement {self.number}, until {self.expires_at[:10]}"


@dataclass(frozen=True, kw_only=True)
class PublishedLinkRevoked(Fact):
    """A read-only link stopped working before its day."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Link revoked"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "link-2-off"

    statement_id: int
    number: int
    link_id: int

    def summary(self) -> str:
        return f"Statement {self.number}"


@dataclass(frozen=True, kw_only=True)
class StatementSent(Fact):
    """A statement was mailed to one stakeholder."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement sent"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "mail"

    statement_id: int
    number: int
    stakeholder_id: int
    name: str

    def summary(self) -> str:
        return f"Statement {self.number} to {self.name}"


@dataclass(frozen=True, kw_only=True)
class StatementSendingRetried(Fact):
    """Somebody had a mail sent again that failed, was left out, or perhaps never left; `was` says which."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement sent again"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "send"

    statement_id: int
    number: int
    stakeholder_id: int
    name: str
    was: str

    def summary(self) -> str:
        return f"Statement {self.number} to {self.name}, {self.was} before"


@dataclass(frozen=True, kw_only=True)
class StatementExported(Fact):
    """Somebody took a statement away as a file: `form` is pdf, xlsx or pptx."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement exported"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "download"

    statement_id: int
    number: int
    form: str

    def summary(self) -> str:
        return f"Statement {self.number} as {self.form}"


@dataclass(frozen=True, kw_only=True)
class CostsExported(Fact):
    """Somebody took the cost ledger away as a file of `rows` costs."""

    subject: ClassVar[str] = "programme"
    label: ClassVar[str] = "Costs exported"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "download"

    programme_id: int
    rows: int

    def summary(self) -> str:
        return "1 cost" if self.rows == 1 else f"{self.rows} costs"


@dataclass(frozen=True, kw_only=True)
class StatementCommented(Fact):
    """Somebody said something of a statement or of a line of it."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Statement commented"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "message-square"

    statement_id: int
    number: int
    comment_id: int
    line: str

    def summary(self) -> str:
        return f"Statement {self.number}"


@dataclass(frozen=True, kw_only=True)
class StatementCommentEdited(Fact):
    """The author of a comment changed its words."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Comment changed"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "pencil"

    statement_id: int
    number: int
    comment_id: int

    def summary(self) -> str:
        return f"Statement {self.number}"


@dataclass(frozen=True, kw_only=True)
class StatementCommentWithdrawn(Fact):
    """The author of a comment took it back."""

    subject: ClassVar[str] = "statement"
    label: ClassVar[str] = "Comment withdrawn"
    group: ClassVar[str] = "return"
    icon: ClassVar[str] = "undo-2"

    statement_id: int
    number: int
    comment_id: int

    def summary(self) -> str:
        return f"Statement {self.number}"
