"""What is sold. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, in_words


@dataclass(frozen=True, kw_only=True)
class ProductCreated(Fact):
    """Something new is sold."""

    subject: ClassVar[str] = "product"
    label: ClassVar[str] = "Product added"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "package"

    product_id: int
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ProductEdited(Fact):
    """Details of a product changed; the history keeps the values."""

    subject: ClassVar[str] = "product"
    label: ClassVar[str] = "Details changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    product_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class ProductArchived(Fact):
    """A product is no longer sold; what was sold keeps it."""

    subject: ClassVar[str] = "product"
    label: ClassVar[str] = "Product archived"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive"

    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductRestored(Fact):
    """An archived product is sold again."""

    subject: ClassVar[str] = "product"
    label: ClassVar[str] = "Product restored"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "archive-restore"

    product_id: int
