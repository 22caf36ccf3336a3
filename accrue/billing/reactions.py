"""What follows by itself from deals and orders."""

from __future__ import annotations

from accrue.billing import services
from accrue.events.catalogue import DealReopened, DealWon, OrderConfirmed
from accrue.events.models import Event
from accrue.events.reacting import reacts_to


@reacts_to(DealWon)
def take_order_on_deal_won(event: Event) -> None:
    services.take_order_of_won_deal(deal_id=event.subject_id, won_at=event.occurred_at, actor=event.actor)


@reacts_to(DealReopened)
def cancel_order_on_deal_reopened(event: Event) -> None:
    services.cancel_orders_of_reopened_deal(
        deal_id=event.subject_id, reopened_at=event.occurred_at, actor=event.actor
    )


@reacts_to(OrderConfirmed)
def issue_invoice_on_order_confirmed(event: Event) -> None:
    services.issue_invoice(order_id=event.subject_id, actor=event.actor)
