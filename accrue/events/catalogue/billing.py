"""Orders, invoices and payments. Never changed once shipped: a new version is a new name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from accrue.events.facts import Fact, in_words


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(Fact):
    """Something was ordered; net of tax."""

    subject: ClassVar[str] = "order"
    mentions: ClassVar[tuple[str, ...]] = ("deal", "person", "company")
    label: ClassVar[str] = "Order confirmed"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "shopping-cart"
    tone: ClassVar[str] = "info"

    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return self.number


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Fact):
    """An order was taken back before it was paid."""

    subject: ClassVar[str] = "order"
    mentions: ClassVar[tuple[str, ...]] = ("deal", "person", "company")
    label: ClassVar[str] = "Order cancelled"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "circle-x"
    tone: ClassVar[str] = "bad"

    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str
    reason: str

    def summary(self) -> str:
        return f"{self.number}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class OrderEdited(Fact):
    """Details of an order changed; the history keeps the values. What was bought stands."""

    subject: ClassVar[str] = "order"
    label: ClassVar[str] = "Details changed"
    group: ClassVar[str] = "changes"
    icon: ClassVar[str] = "pencil"

    order_id: int
    fields: list[str]

    def summary(self) -> str:
        return in_words(self.fields)


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Fact):
    """An invoice was made out."""

    subject: ClassVar[str] = "invoice"
    mentions: ClassVar[tuple[str, ...]] = ("order", "deal", "person", "company")
    label: ClassVar[str] = "Invoice issued"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "file-text"

    invoice_id: int
    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return self.number


@dataclass(frozen=True, kw_only=True)
class InvoiceCancelled(Fact):
    """An invoice was cancelled: credit notes take back its whole amount."""

    subject: ClassVar[str] = "invoice"
    mentions: ClassVar[tuple[str, ...]] = ("order", "deal", "person", "company")
    label: ClassVar[str] = "Invoice cancelled"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "circle-x"
    tone: ClassVar[str] = "bad"

    invoice_id: int
    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str

    def summary(self) -> str:
        return self.number


@dataclass(frozen=True, kw_only=True)
class CreditNoteIssued(Fact):
    """An invoice, or part of it, was taken back by a credit note; its amount is negative."""

    subject: ClassVar[str] = "invoice"
    mentions: ClassVar[tuple[str, ...]] = ("order", "deal", "person", "company")
    label: ClassVar[str] = "Credit note issued"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "receipt"

    invoice_id: int
    credited_id: int
    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str
    credited: str
    amount_minor: int
    currency: str

    def summary(self) -> str:
        return f"{self.number} for {self.credited}"


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(Fact):
    """Money came in against an invoice."""

    subject: ClassVar[str] = "payment"
    mentions: ClassVar[tuple[str, ...]] = ("invoice", "order", "person", "company")
    label: ClassVar[str] = "Payment received"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "banknote"
    tone: ClassVar[str] = "good"

    payment_id: int
    invoice_id: int
    order_id: int
    person_id: int | None
    company_id: int | None
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(Fact):
    """Money that came in for an invoice was given back; its amount is negative. That much is open again, or credited."""

    subject: ClassVar[str] = "payment"
    mentions: ClassVar[tuple[str, ...]] = ("invoice", "order", "person", "company")
    label: ClassVar[str] = "Payment refunded"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "undo-2"
    tone: ClassVar[str] = "bad"

    payment_id: int
    invoice_id: int
    order_id: int
    person_id: int | None
    company_id: int | None
    number: str
    amount_minor: int
    currency: str
    reason: str

    def summary(self) -> str:
        return f"{self.number}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class InvoicePaid(Fact):
    """Nothing is left to pay on an invoice."""

    subject: ClassVar[str] = "invoice"
    mentions: ClassVar[tuple[str, ...]] = ("order", "deal", "person", "company")
    label: ClassVar[str] = "Invoice paid"
    group: ClassVar[str] = "orders"
    icon: ClassVar[str] = "circle-check"
    tone: ClassVar[str] = "good"

    invoice_id: int
    order_id: int
    deal_id: int | None
    person_id: int | None
    company_id: int | None
    number: str

    def summary(self) -> str:
        return self.number
