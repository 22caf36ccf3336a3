"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from django.db.models import Q

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
    Table(
        model="filters.CustomField",
        plain=(
            "id kind key label type help_text is_required is_unique default choices to formula rollup within "
            "position created_at archived_at version"
        ),
    ),
    Table(
        model="filters.UniqueValue",
        whose="person",
        by=lambda ids: Q(field__kind="person", record_id__in=list(ids)),
        fate=Fate.DELETE,
        personal={"value": "so that no two records have it"},
        plain="id field record_id",
    ),
    Table(
        model="filters.PageLayout",
        plain="id kind role sections hidden version",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "ViewChanged.fields ViewSaved.kind,name,shared CustomFieldMade.kind,key,called,type "
        "CustomFieldChanged.kind,key,called,changed CustomFieldArchived.kind,key,called "
        "CustomFieldRestored.kind,key,called CustomFieldDeleted.kind,key,called PageLayoutChanged.kind,role"
    ),
)
