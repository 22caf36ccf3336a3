"""Fields that a company makes itself. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CustomFieldMade(Fact):
    """A kind of record got a field of the company's own."""

    subject: ClassVar[str] = "custom_field"
    label: ClassVar[str] = "Field added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "plus"

    custom_field_id: int
    kind: str
    key: str
    called: str
    type: str

    def summary(self) -> str:
        return self.called


@dataclass(frozen=True, kw_only=True)
class CustomFieldChanged(Fact):
    """A field's own settings changed."""

    subject: ClassVar[str] = "custom_field"
    label: ClassVar[str] = "Field changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    custom_field_id: int
    kind: str
    key: str
    called: str
    changed: list[str]

    def summary(self) -> str:
        return f"{self.called}: {', '.join(self.changed)}"


@dataclass(frozen=True, kw_only=True)
class CustomFieldArchived(Fact):
    """A field was put away; what stands in it is kept."""

    subject: ClassVar[str] = "custom_field"
    label: ClassVar[str] = "Field archived"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive"

    custom_field_id: int
    kind: str
    key: str
    called: str

    def summary(self) -> str:
        return self.called


@dataclass(frozen=True, kw_only=True)
class CustomFieldRestored(Fact):
    """An archived field came back, with what stood in it."""

    subject: ClassVar[str] = "custom_field"
    label: ClassVar[str] = "Field restored"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive-restore"

    custom_field_id: int
    kind: str
    key: str
    called: str

    def summary(self) -> str:
        return self.called


@dataclass(frozen=True, kw_only=True)
class CustomFieldDeleted(Fact):
    """A field was deleted with everything that stood in it."""

    subject: ClassVar[str] = "custom_field"
    label: ClassVar[str] = "Field deleted"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "trash-2"

    custom_field_id: int
    kind: str
    key: str
    called: str
    values: int

    def summary(self) -> str:
        return f"{self.called}, with {self.values} values"


@dataclass(frozen=True, kw_only=True)
class PageLayoutChanged(Fact):
    """The details of a kind's record page and forms were laid out anew, for a role or for everybody."""

    subject: ClassVar[str] = "page_layout"
    label: ClassVar[str] = "Page laid out anew"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "layers"

    page_layout_id: int
    kind: str
    role: str
    is_usual: bool

    def summary(self) -> str:
        return f"{self.kind}, for {self.role or 'everybody'}"
