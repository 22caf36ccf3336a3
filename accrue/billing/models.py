from __future__ import annotations

from decimal import Decimal

import pghistory
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Coalesce

from accrue import clock
from accrue.filters.custom.column import SEARCHED, custom_values, keeps_search_custom, search_custom
from accrue.filters.search import search_index, search_text, search_trigrams
from accrue.money import Money

ORDER_SEARCH: tuple[str | Func, ...] = ("number", Coalesce("external_id", Value("")), SEARCHED)


class Sequence(models.Model):
    """The last number given out of a series in a year; its row is locked until the number is committed."""

    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_sequence_a_year")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


class OrderState(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed"
    CANCELLED = "cancelled", "Cancelled"


@pghistory.track(exclude=[SEARCHED, "search_text", "search_trigrams"])
class Order(models.Model):
    """What a customer bought, net of tax. Its lines add up to its amount.

    `margin_minor` is the amount less the cost of every line, or None while a cost is unknown. An order that came of a
    won deal has `ordered_at` equal to the moment the deal was won.
    """

    number = models.CharField(max_length=20, unique=True)
    deal = models.ForeignKey(
        "sales.Deal", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    person = models.ForeignKey(
        "contacts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    company = models.ForeignKey(
        "contacts.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    owner = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=80, null=True, blank=True, unique=True)
    ordered_at = models.DateTimeField()
    amount_minor = models.BigIntegerField()
    margin_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.CONFIRMED)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)
    custom = custom_values()
    search_custom = search_custom()
    search_text = search_text(*ORDER_SEARCH)
    search_trigrams = search_trigrams(*ORDER_SEARCH)

    class Meta:
        triggers = [keeps_search_custom("order")]
        constraints = [
            models.UniqueConstraint(fields=["deal", "ordered_at"], name="one_order_a_winning"),
            models.UniqueConstraint(
                fields=["deal"], condition=Q(state="confirmed"), name="one_confirmed_order_a_deal"
            ),
        ]
        indexes = [
            search_index("order_search"),
            models.Index(fields=["-ordered_at", "-id"], name="order_newest"),
            models.Index(fields=["person", "-ordered_at"], name="order_of_person"),
            models.Index(fields=["company", "-ordered_at"], name="order_of_company"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def margin(self) -> Money | None:
        return None if self.margin_minor is None else Money(self.margin_minor, self.currency)


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    product = models.ForeignKey(
        "products.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="order_lines"
    )
    name = models.CharField(max_length=160)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(1))
    unit_price_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def unit_price(self) -> Money:
        return Money(self.unit_price_minor, self.order.currency)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.order.currency)


class InvoiceState(models.TextChoices):
    OPEN = "open", "Open"
    PAID = "paid", "Paid"
    CANCELLED = "cancelled", "Cancelled"


@pghistory.track(exclude=["search_text", "search_trigrams"])
class Invoice(models.Model):
    """What is asked for an order, or given back: a credit note has a negative amount and names what it `credits`.

    `credited_minor` is what credit notes took off for refunds; nobody owes it any more. `is_brought`: it was invoiced
    elsewhere and is here because of a refund that came with its order from a file.
    """

    number = models.CharField(max_length=20, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    credits = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_notes"
    )
    issued_at = models.DateTimeField()
    due_at = models.DateField()
    amount_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)
    credited_minor = models.BigIntegerField(default=0, db_default=0)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=InvoiceState, default=InvoiceState.OPEN)
    is_brought = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)
    search_text = search_text("number")
    search_trigrams = search_trigrams("number")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(credits__isnull=True), name="one_invoice_an_order"
            ),
            models.CheckConstraint(
                condition=Q(credits__isnull=True, amount_minor__gte=0)
                | Q(credits__isnull=False, amount_minor__lte=0),
                name="credit_note_is_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__lt=0)
                | Q(
                    paid_minor__gte=0,
                    credited_minor__gte=0,
                    paid_minor__lte=models.F("amount_minor") - models.F("credited_minor"),
                ),
                name="not_paid_beyond_the_amount",
            ),
        ]
        indexes = [
            search_index("invoice_search"),
            models.Index(fields=["-issued_at", "-id"], name="invoice_newest"),
            models.Index(fields=["due_at"], name="invoice_due", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def open_amount(self) -> Money:
        left = self.amount_minor - self.credited_minor - self.paid_minor
        return Money(left if self.state == InvoiceState.OPEN else 0, self.currency)

    @property
    def credited(self) -> Money:
        return Money(self.credited_minor, self.currency)

    @property
    def is_credit_note(self) -> bool:
        return self.credits_id is not None

    @property
    def is_overdue(self) -> bool:
        return self.state == InvoiceState.OPEN and not self.is_credit_note and self.due_at < clock.today()


@pghistory.track()
class Payment(models.Model):
    """Money that came in for an invoice; negative: given back, and `reference` says why.

    `is_brought`: it came with its order from a file.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    received_at = models.DateTimeField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=120, blank=True)
    is_brought = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="payment_not_nothing")]
        indexes = [models.Index(fields=["-received_at", "-id"], name="payment_newest")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} for {self.invoice_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
