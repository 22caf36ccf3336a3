"""Orders: the lines of a file that belong together, what they come to, who bought."""

from accrue.exchange.planning.orders.desk import OrderDesk
from accrue.exchange.planning.orders.whole import key_of, spread, whole_orders

__all__ = ["OrderDesk", "key_of", "spread", "whole_orders"]
