"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Table, declare

declare(
    # Money lies below and knows no map.
    Table(model="money.Rate", plain="id base currency day rate"),
    Table(model="money.Books", plain="id base_currency"),
    Table(
        model="pghistory.Context",
        whose="user",
        personal={"metadata": "who changed it, and from which page"},
        plain="id created_at updated_at",
    ),
    Table(
        model="events.Event",
        whose="person",
        sweep=True,
        label="What happened",
        personal={"data": "what happened, for the timeline; which fields are personal is said fact by fact"},
        plain="id name occurred_at recorded_at actor subject_kind subject_id",
    ),
    Table(
        model="events.Mention",
        plain="id event kind record_id group occurred_at",
    ),
    Table(
        model="events.Progress",
        plain="id title state done total step error result_url started_by created_at changed_at",
    ),
)
