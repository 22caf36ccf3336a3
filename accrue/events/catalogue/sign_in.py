"""Passwords, second factors, sessions and tokens. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Fact):
    """Somebody chose a new password."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Password changed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "key"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorAdded(Fact):
    """Somebody set up a second factor."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Second factor added"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "shield-check"

    user_id: int
    kind: str

    def summary(self) -> str:
        return self.kind


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(Fact):
    """Somebody removed a second factor."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Second factor removed"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "shield"

    user_id: int
    kind: str

    def summary(self) -> str:
        return self.kind


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Fact):
    """Somebody signed out everywhere else."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "Signed out everywhere else"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "log-out"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class ApiTokenCreated(Fact):
    """Somebody let a program act for them."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "API token made"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "key"

    user_id: int
    token_id: int
    name: str
    scopes: list[str]

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class ApiTokenRevoked(Fact):
    """An API token stopped working."""

    subject: ClassVar[str] = "user"
    label: ClassVar[str] = "API token revoked"
    group: ClassVar[str] = "access"
    icon: ClassVar[str] = "key"

    user_id: int
    token_id: int
    name: str

    def summary(self) -> str:
        return self.name
