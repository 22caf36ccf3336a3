"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Fate, Table, declare, declare_facts, of_kind

declare(
    Table(
        model="filters.Opening",
        whose="person",
        by=of_kind(),
        fate=Fate.DELETE,
        personal={"weight": "to show first what somebody often opens"},
        plain="id user kind record_id last_at",
    ),
    Table(
        model="filters.Word",
        whose="person",
        sweep=False,
        personal={"text": "to understand a search with a typing error"},
        plain="records",
    ),
    Table(
        model="filters.View",
        whose="person",
        sweep=True,
        personal={
            "q": "what somebody looks for, which may be a name",
            "filter": "the same",
            "name": "what they call it",
        },
        plain=(
            "id kind owner sharing team archived sort columns density layout created_at deleted_at version"
        ),
    ),
    Table(
        model="filters.Shelf",
        plain="id user kind order first",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=("ViewChanged.fields ViewSaved.kind,name,shared"),
)
