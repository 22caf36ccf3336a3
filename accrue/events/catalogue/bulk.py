"""Facts about changes of many records at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ManyRecordsChanged(Fact):
    """One thing was done with many records; each has its own fact, too."""

    subject: ClassVar[str] = "bulk"
    label: ClassVar[str] = "Many records changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "list-checks"

    bulk_id: int
    kind: str
    what: str
    said: str
    changed: int
    refused: int

    def summary(self) -> str:
        return f"{self.said}: {self.changed:,} records"


@dataclass(frozen=True, kw_only=True)
class ManyRecordsPutBack(Fact):
    """A change of many records was undone, but for those that somebody changed since."""

    subject: ClassVar[str] = "bulk"
    label: ClassVar[str] = "Change of many records undone"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "undo-2"

    bulk_id: int
    kind: str
    what: str
    restored: int
    left: int

    def summary(self) -> str:
        return f"{self.restored:,} records"
