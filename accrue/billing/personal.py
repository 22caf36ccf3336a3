"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from accrue.events.data_map import Table, declare, declare_facts, holds


@holds("unpaid invoices")
def unpaid_invoices(ids: Collection[int]) -> Mapping[int, str]:
    from accrue.billing.models import Invoice, InvoiceState

    unpaid = Invoice.objects.filter(order__person__in=ids, state=InvoiceState.OPEN)
    return dict.fromkeys(unpaid.values_list("order__person_id", flat=True), "an unpaid invoice")


declare(
    Table(
        model="billing.Sequence",
        plain="id series year last",
    ),
    Table(
        model="billing.Order",
        whose="person",
        by="person",
        label="Orders",
        shared=("source",),
        personal={
            "external_id": "to find it in the shop it came from",
            "source": "to know what brought it",
            "custom": "what the company keeps of them in fields of its own",
            "search_custom": "to find them by what stands in those fields",
        },
        plain=(
            "id number deal person company owner team ordered_at amount_minor margin_minor "
            "currency state created_at version"
        ),
    ),
    Table(
        model="billing.OrderLine",
        plain="id order product name quantity unit_price_minor amount_minor cost_minor position",
    ),
    Table(
        model="billing.Invoice",
        whose="person",
        by="order__person",
        label="Invoices",
        kept={
            "number": "the law asks that invoices keep number and amounts",
            "amount_minor": "the law asks that invoices keep number and amounts",
        },
        personal={"number": "tax law", "amount_minor": "tax law"},
        plain="id order credits issued_at due_at paid_minor credited_minor currency state is_brought created_at version",
    ),
    Table(
        model="billing.Payment",
        whose="person",
        by="invoice__order__person",
        label="Payments",
        personal={"reference": "to match it with the bank"},
        plain="id invoice received_at amount_minor currency is_brought created_at",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "CreditNoteIssued.number,credited,currency InvoiceCancelled.number "
        "InvoiceIssued.number,currency InvoicePaid.number OrderConfirmed.number,currency "
        "PaymentReceived.currency"
    ),
)
declare_facts(
    whose="person",
    personal={
        "OrderCancelled.reason": "why, in words that may name somebody",
        "PaymentRefunded.reason": "why, in words that may name somebody",
    },
    plain=("OrderCancelled.number PaymentRefunded.number,currency"),
)
declare_facts(whose="", personal={}, plain="OrderEdited.fields")
