"""Questions about orders, invoices, payments and rates. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import Action, Scope
from accrue.accounts.models import User
from accrue.billing.models import ORDER_SEARCH, Invoice, InvoiceState, Order, OrderState, Payment
from accrue.errors import Missing
from accrue.filters.custom.searching import searched
from accrue.filters.search import matching
from accrue.money import Money
from accrue.money.models import Rate
from accrue.money.selectors import Total, base_currency, total, with_base_currency

ORDER_VIEWS = {"all": "All orders", "confirmed": "Confirmed", "cancelled": "Cancelled"}
INVOICE_VIEWS = {
    "all": "All invoices",
    "open": "Open",
    "overdue": "Overdue",
    "paid": "Paid",
    "credit": "Credit notes",
}


def orders(user: User, *, view: str = "all", query: str = "") -> QuerySet[Order]:
    """The orders this user may see, in no order; `query` is any part of a number."""
    found = access.visible(user, Order.objects.all())
    if view in OrderState.values:
        found = found.filter(state=view)
    return searched(user, "order", found, query, columns=ORDER_SEARCH)


def order(user: User, order_id: int) -> Order:
    """One order with what is named on its page. Raises Missing."""
    found = access.visible(user, Order.objects.filter(pk=order_id))
    record = found.select_related("deal", "person", "company", "owner", "team").first()
    if record is None:
        raise Missing
    cover(user, record)
    return record


def cover(user: User, order: Order) -> None:
    """Take away the records that this user may not see, though their order is."""
    held = access.access_of(user)
    for name in ("person", "company", "deal"):
        record = getattr(order, name)
        if record is not None and (held.hides("order", name) or not held.may(name, "see", record)):
            setattr(order, name, None)


def cover_customer(user: User, order: Order) -> None:
    """As `cover`, for a row of a list, which names its customer and loads nothing else of it."""
    held = access.access_of(user)
    for name in ("person", "company"):
        if name in order._state.fields_cache:
            record = getattr(order, name)
            if record is not None and (held.hides("order", name) or not held.may(name, "see", record)):
                setattr(order, name, None)


def invoices(user: User, *, view: str = "all", query: str = "") -> QuerySet[Invoice]:
    """The invoices this user may see, in no order; `query` is any part of a number."""
    found = access.visible(user, Invoice.objects.all())
    match view:
        case "open":
            found = found.filter(state=InvoiceState.OPEN)
        case "overdue":
            found = found.filter(state=InvoiceState.OPEN, due_at__lt=clock.today())
        case "paid":
            found = found.filter(state=InvoiceState.PAID, credits__isnull=True)
        case "credit":
            found = found.filter(credits__isnull=False)
    restricted = access.access_of(user).scope("invoice", Action.SEE) is not Scope.ALL
    return matching(found, query, columns=("number",), restricted=restricted)


def invoice(user: User, invoice_id: int) -> Invoice:
    """One invoice with its order at hand. Raises Missing."""
    found = access.visible(user, Invoice.objects.filter(pk=invoice_id))
    record = found.select_related(
        "order__deal", "order__person", "order__company", "order__owner", "credits"
    ).first()
    if record is None:
        raise Missing
    cover(user, record.order)
    return record


def payments(user: User) -> QuerySet[Payment]:
    """The payments this user may see, in no order."""
    return access.visible(user, Payment.objects.all())


def payments_of(user: User, invoice: Invoice) -> list[Payment]:
    return list(payments(user).filter(invoice=invoice).order_by("-received_at", "-pk"))


def invoices_of(user: User, order: Order) -> list[Invoice]:
    return list(invoices(user).filter(order=order).order_by("issued_at", "pk"))


@dataclass(frozen=True, slots=True)
class Owed:
    """What is open and what is overdue, over all currencies."""

    open: Total
    overdue: Total


def owed(user: User) -> Owed:
    """Two sums over the invoices this user may see, in the base currency at today's rates."""
    base, today = base_currency(), clock.today()

    def summed(found: QuerySet[Invoice]) -> Total:
        rows = (
            found.order_by()
            .values_list("currency")
            .annotate(asked=Sum(F("amount_minor") - F("credited_minor")), received=Sum("paid_minor"))
        )
        return total((Money(int(asked - received), code) for code, asked, received in rows), base, today)

    return Owed(summed(invoices(user, view="open")), summed(invoices(user, view="overdue")))


def ordered_total(user: User, found: QuerySet[Order]) -> tuple[int, Total]:
    """How many confirmed orders there are, and what they are worth together."""
    rows = list(
        found.filter(state=OrderState.CONFIRMED)
        .order_by()
        .values_list("currency")
        .annotate(minor=Sum("amount_minor"), count=Count("pk"))
    )
    amounts: Iterable[Money] = [Money(int(minor), code) for code, minor, _ in rows]
    return sum(count for _, _, count in rows), total(amounts, base_currency(), clock.today())


def rates(user: User) -> QuerySet[Rate]:
    """The dated rates to the base currency, in no order."""
    return access.visible(user, Rate.objects.filter(base=base_currency()))


@dataclass(frozen=True, slots=True)
class Bought:
    """What a person or company ordered so far, as far as the reader may see it; cancelled orders do not count."""

    count: int
    value: Total
    last: datetime | None


def bought_by(user: User, kind: str, record_id: int) -> Bought:
    """Of a person or a company, summed by currency, then converted at today's rates. One query, two with rates."""
    found = orders(user, view=OrderState.CONFIRMED).filter(**{f"{kind}_id": record_id}).order_by()
    rows = list(
        found.values_list("currency").annotate(
            minor=Sum("amount_minor"), count=Count("pk"), last=Max("ordered_at"), base=with_base_currency()
        )
    )
    amounts = [Money(int(minor), code) for code, minor, *_ in rows]
    base = next((base for *_, base in rows), None) or base_currency()
    return Bought(
        sum(count for _, _, count, *_ in rows),
        total(amounts, base, clock.today()),
        max((last for *_, last, _ in rows), default=None),
    )


def only_used(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Without those that came with their orders from a file, unless somebody recorded a payment for one since."""
    by_hand = Payment.objects.filter(is_brought=False, invoice__is_brought=True).values("invoice")
    return invoices.filter(Q(is_brought=False) | Q(pk__in=by_hand))


def kept_orders(ids: Collection[int]) -> dict[int, str]:
    """Why orders that came with an import stay when it is taken back, by id; each named."""
    invoices = only_used(Invoice.objects.filter(order__in=ids, credits=None))
    held = {
        order: (number, is_brought)
        for order, number, is_brought in invoices.values_list("order_id", "number", "is_brought")
    }
    return {
        pk: f"Kept: invoice {held[pk][0]} was {'paid or refunded' if held[pk][1] else 'issued'} for {number}."
        if pk in held
        else f"Kept: {number} was used or edited since."
        for pk, number in Order.objects.filter(pk__in=ids).values_list("pk", "number")
    }
