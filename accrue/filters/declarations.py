"""What this area declares to the floors below."""

from __future__ import annotations

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind, register_fields
from accrue.filters.custom.columns import columns
from accrue.filters.custom.filter_fields import filter_fields
from accrue.filters.custom.labels import labels
from accrue.filters.fields import register_source
from accrue.filters.lists import register_columns
from accrue.filters.spelling import respelt
from accrue.filters.using import note_opening, recent
from accrue.ui import commands, navigation, panels

panels.when_opened(note_opening)
commands.recent_by(recent)
commands.respelt_by(respelt)

declare_kind(RecordKind("view", "Saved view", "Saved views", "filters.View"))
declare_kind(
    RecordKind("custom_field", "Custom field", "Custom fields", "filters.CustomField", owner=None, team=None)
)
declare_kind(
    RecordKind("page_layout", "Page layout", "Page layouts", "filters.PageLayout", owner=None, team=None)
)
register_source(filter_fields)
register_fields(labels)
register_columns(columns)
navigation.register(
    navigation.NavItem(
        "Run",
        "fields",
        "Fields",
        "layers",
        "filters:all_custom_fields",
        order=880,
        may=granted("edit", "custom_field"),
    )
)
