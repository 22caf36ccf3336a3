"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Table, declare

declare(
    Table(
        model="money.Rate",
        plain="id base currency day rate",
    ),
    Table(
        model="money.Books",
        plain="id base_currency",
    ),
)
