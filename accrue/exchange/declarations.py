"""What this area declares to the floors below."""

from __future__ import annotations

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.filters.lists import ListAction, register_action
from accrue.ui import commands, navigation

declare_kind(RecordKind("import", "Import", "Imports", "exchange.Import", url_name="exchange:import"))
declare_kind(
    RecordKind("export", "Export", "Exports", "exchange.Export", team=None, url_name="exchange:export")
)
register_action(ListAction("export", "Export", "download", "exchange:new_export"))
may_see = granted("see", "import")
navigation.register(
    navigation.NavItem("Run", "imports", "Imports", "upload", "exchange:imports", "g f", 70, may_see)
)
commands.register(
    commands.Command("Import a file", "upload", "/imports/new/", "", 50, granted("create", "import"))
)
