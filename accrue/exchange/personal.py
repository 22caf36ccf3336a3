"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from django.db.models import Q

from accrue.events.data_map import Fate, Table, declare, declare_facts, of_kind

declare(
    Table(
        model="exchange.Import",
        plain=(
            "id kind file_name size form note wish columns sheets mapping options report state "
            "error rows position created updated duplicate rejected skipped corrects owner team "
            "created_at changed_at started_at finished_at reverted_at version"
        ),
    ),
    Table(
        model="exchange.ImportRow",
        whose="person",
        by=lambda ids: Q(batch__kind="person", record_id__in=list(ids)),
        sweep=True,
        label="Rows of imports",
        personal={
            "data": "the cells as they came, to correct what was refused",
            "reason": "why a row was refused",
            "faults": "what was wrong in which cell",
            "before": "what an update replaced, to take it back",
            "made": "what came with it",
        },
        plain="id batch number state record_id version",
    ),
    Table(
        model="exchange.ExternalId",
        whose="person",
        by=of_kind(),
        fate=Fate.DELETE,
        label="Names in other systems",
        personal={"value": "to recognise them in a later file"},
        plain="id kind system record_id",
    ),
    Table(
        model="exchange.SavedMapping",
        plain="id name kind targets options is_shared owner created_at",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=("ImportFinished.kind ImportRowDecided.decision ImportStarted.kind"),
)
