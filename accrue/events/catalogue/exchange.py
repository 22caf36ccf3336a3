"""Bringing in and taking out. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ImportStarted(Fact):
    """Somebody let the rows of a file become records."""

    subject: ClassVar[str] = "import"
    label: ClassVar[str] = "Import started"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "upload"

    import_id: int
    kind: str
    rows: int

    def summary(self) -> str:
        return f"{self.rows:,} rows"


@dataclass(frozen=True, kw_only=True)
class ImportFinished(Fact):
    """Every row of a file is accounted for."""

    subject: ClassVar[str] = "import"
    label: ClassVar[str] = "Import finished"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "badge-check"

    import_id: int
    kind: str
    created: int
    updated: int
    duplicate: int
    rejected: int
    skipped: int

    def summary(self) -> str:
        return f"{self.created:,} created, {self.updated:,} updated, {self.duplicate:,} duplicates, {self.rejected:,} rejected"


@dataclass(frozen=True, kw_only=True)
class ImportReverted(Fact):
    """An import was taken back, as far as nobody had used what it made."""

    subject: ClassVar[str] = "import"
    label: ClassVar[str] = "Import taken back"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "undo-2"

    import_id: int
    removed: int
    restored: int
    kept: int

    def summary(self) -> str:
        return f"{self.removed:,} removed, {self.restored:,} as before, {self.kept:,} kept"


@dataclass(frozen=True, kw_only=True)
class ImportRowDecided(Fact):
    """Somebody said what becomes of a row that looked like a duplicate."""

    subject: ClassVar[str] = "import"
    label: ClassVar[str] = "Duplicate decided"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "list-checks"

    import_id: int
    number: int
    decision: str

    def summary(self) -> str:
        return f"Row {self.number}: {self.decision}"


@dataclass(frozen=True, kw_only=True)
class PersonTakenBack(Fact):
    """A person whom an import had made went away with it."""

    subject: ClassVar[str] = "person"
    label: ClassVar[str] = "Removed with their import"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "undo-2"

    person_id: int
    import_id: int


@dataclass(frozen=True, kw_only=True)
class CompanyTakenBack(Fact):
    """A company that an import had made went away with it."""

    subject: ClassVar[str] = "company"
    label: ClassVar[str] = "Removed with its import"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "undo-2"

    company_id: int
    import_id: int


@dataclass(frozen=True, kw_only=True)
class ProductTakenBack(Fact):
    """A product that an import had made went away with it."""

    subject: ClassVar[str] = "product"
    label: ClassVar[str] = "Removed with its import"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "undo-2"

    product_id: int
    import_id: int


@dataclass(frozen=True, kw_only=True)
class OrderTakenBack(Fact):
    """An order that an import had brought went away with it."""

    subject: ClassVar[str] = "order"
    mentions: ClassVar[tuple[str, ...]] = ("person", "company")
    label: ClassVar[str] = "Order removed with its import"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "undo-2"

    order_id: int
    person_id: int | None
    company_id: int | None
    number: str
    import_id: int

    def summary(self) -> str:
        return self.number


@dataclass(frozen=True, kw_only=True)
class RecordsExported(Fact):
    """Records were taken out of Accrue as a file."""

    subject: ClassVar[str] = "export"
    label: ClassVar[str] = "Records exported"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "download"

    export_id: int
    kind: str
    form: str
    rows: int

    def summary(self) -> str:
        return f"{self.rows:,} rows as {self.form}"
