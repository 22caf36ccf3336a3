"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from collections.abc import Collection

from django.apps import apps
from django.db.models import Q

from accrue.events.data_map import Fate, Table, declare, declare_facts, of_kind

LINKED = {"deal": "sales.Deal", "order": "billing.Order"}


def values_about(ids: Collection[int]) -> Q:
    """Unique values of these people, and of their deals and orders."""
    found = Q(field__kind="person", record_id__in=list(ids))
    for kind, label in LINKED.items():
        theirs = apps.get_model(label)._default_manager.filter(person__in=ids).values("pk")
        found |= Q(field__kind=kind, record_id__in=theirs)
    return found


declare(
    Table(
        model="filters.CustomField",
        plain=(
            "id kind key label type help_text is_required is_unique is_searched is_in_search search_progress default choices to formula rollup within "
            "position created_at archived_at version"
        ),
    ),
    Table(model="filters.PageLayout", plain="id kind role sections hidden version"),
    Table(
        model="filters.UniqueValue",
        whose="person",
        by=values_about,
        fate=Fate.DELETE,
        personal={"value": "to let no two records have the same"},
        plain="id field record_id",
    ),
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
    plain="ViewChanged.fields ViewSaved.kind,name,shared PageLayoutChanged.kind,role",
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "CustomFieldArchived.called,key,kind CustomFieldChanged.called,changed,key,kind "
        "CustomFieldDeleted.called,key,kind CustomFieldMade.called,key,kind,type CustomFieldRestored.called,key,kind "
    ),
)
