"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Table, declare, declare_facts

declare(
    Table(
        model="products.Product",
        plain="id code name price_minor cost_minor custom search_custom currency created_at archived_at version",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=("ProductCreated.code,name ProductEdited.fields"),
)
