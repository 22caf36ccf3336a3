"""What this area declares to the floors below."""

from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.billing.services import refuse_where_paid
from accrue.sales.guards import check_before_reopening

declare_kind(
    RecordKind("order", "Order", "Orders", "billing.Order", fields=("amount", "margin", "person", "company"))
)
declare_kind(
    RecordKind(
        "invoice",
        "Invoice",
        "Invoices",
        "billing.Invoice",
        owner="order__owner",
        team="order__team",
        fields=("amount",),
    )
)
declare_kind(
    RecordKind(
        "payment",
        "Payment",
        "Payments",
        "billing.Payment",
        owner="invoice__order__owner",
        team="invoice__order__team",
        fields=("amount", "reference"),
    )
)
declare_kind(RecordKind("currency", "Currency", "Currencies", "money.Rate", owner=None, team=None))
check_before_reopening(refuse_where_paid)
