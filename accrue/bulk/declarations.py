"""What this area declares to the floors below."""

from __future__ import annotations

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.filters.lists import ListAction, TickAction, register_action, register_tick_action
from accrue.ui import commands
from accrue.ui.addresses import address

declare_kind(
    RecordKind(
        "bulk", "Change of many", "Changes of many", "bulk.BulkAction", team=None, url_name="bulk:action"
    )
)


def url(kind: str) -> str:
    return address("bulk:new", kind)


def _url_of_owner(kind: str) -> str:
    return f"{url(kind)}?field=owner"


EDITED = ("company", "deal", "order", "person", "product")
OWNED = ("company", "deal", "person")
PUT_AWAY = ("company", "deal", "person", "product")
register_action(ListAction("bulk", "Change all", "list-checks", "bulk:new", "edit", EDITED))
for action in (
    TickAction("edit", "Edit", "pencil", url, kinds=EDITED),
    TickAction("edit", "Assign", "user", _url_of_owner, kinds=OWNED),
    TickAction("tag", "Tag", "tag", url, kinds=EDITED),
    TickAction("untag", "Untag", "x", url, kinds=EDITED),
    TickAction("archive", "Archive", "archive", url, "delete", PUT_AWAY, archived=False),
    TickAction("restore", "Restore", "archive-restore", url, "delete", PUT_AWAY, archived=True),
):
    register_tick_action(action)
commands.register(
    commands.Command("Changes of many records", "list-checks", "/bulk/", "", 55, granted("see", "bulk"))
)
