"""Saved views of lists. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, in_words


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Fact):
    """A list's filter, columns and order were kept under a name. `shared` is me, team or all."""

    subject: ClassVar[str] = "view"
    label: ClassVar[str] = "View saved"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "list-filter"

    view_id: int
    kind: str
    name: str
    shared: str

    def summary(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class ViewChanged(Fact):
    """A saved view changed; the history keeps what it was."""

    subject: ClassVar[str] = "view"
    label: ClassVar[str] = "View changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    view_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class ViewDeleted(Fact):
    """A saved view was taken away; it can be brought back."""

    subject: ClassVar[str] = "view"
    label: ClassVar[str] = "View deleted"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"

    view_id: int


@dataclass(frozen=True, kw_only=True)
class ViewRestored(Fact):
    """A deleted view came back."""

    subject: ClassVar[str] = "view"
    label: ClassVar[str] = "View restored"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive-restore"

    view_id: int
