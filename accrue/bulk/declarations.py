"""What this area declares to the floors below."""

from __future__ import annotations

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.filters.lists import ListAction, register_action
from accrue.ui import commands

declare_kind(
    RecordKind(
        "bulk", "Change of many", "Changes of many", "bulk.BulkAction", team=None, url_name="bulk:action"
    )
)
register_action(ListAction("bulk", "Change all", "list-checks", "bulk:new", needs="edit"))
commands.register(
    commands.Command("Changes of many records", "list-checks", "/bulk/", "", 55, granted("see", "bulk"))
)
