"""The verbs of billing. Only these write."""

from accrue.billing.services.bringing import SoldLine, SoldOrder, bring_orders, take_back_orders
from accrue.billing.services.correcting import correct_orders, put_orders_back
from accrue.billing.services.imports import OrderRow, import_orders
from accrue.billing.services.invoices import issue_invoice, receive_payment
from accrue.billing.services.many import change_orders
from accrue.billing.services.orders import (
    Buyer,
    OrderItem,
    cancel_order,
    cancel_orders_of_reopened_deal,
    edit_order,
    hand_over,
    refuse_where_paid,
    take_order,
    take_order_of_won_deal,
)
from accrue.billing.services.past_refunds import PastRefund
from accrue.billing.services.rates import choose_base_currency, delete_rate, import_rates, set_rate
from accrue.billing.services.refunds import refund_payment

__all__ = [
    "Buyer",
    "OrderItem",
    "OrderRow",
    "PastRefund",
    "SoldLine",
    "SoldOrder",
    "bring_orders",
    "cancel_order",
    "cancel_orders_of_reopened_deal",
    "change_orders",
    "choose_base_currency",
    "correct_orders",
    "delete_rate",
    "edit_order",
    "hand_over",
    "import_orders",
    "import_rates",
    "issue_invoice",
    "put_orders_back",
    "receive_payment",
    "refund_payment",
    "refuse_where_paid",
    "set_rate",
    "take_back_orders",
    "take_order",
    "take_order_of_won_deal",
]
