"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from django.db.models import Q

from accrue.events.data_map import Table, declare, declare_facts

declare(
    Table(
        model="bulk.BulkAction",
        plain=(
            "id kind what values selection said state owner created_at finished_at total done changed same "
            "refused restored left"
        ),
    ),
    Table(
        model="bulk.BulkRow",
        whose="person",
        by=lambda ids: Q(action__kind="person") & Q(record_id__in=list(ids)),
        label="Changes of many records",
        personal={
            "before": "to undo a change of many records",
            "reason": "why a record was not changed",
        },
        plain="id action record_id state is_waiting version",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=("ManyRecordsChanged.kind,what,said ManyRecordsPutBack.kind,what"),
)
