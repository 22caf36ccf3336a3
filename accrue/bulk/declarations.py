"""What this area declares to the floors below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q

from accrue.accounts.access import granted
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.filters.fields import Choices, FilterField, Tagged, Type, register
from accrue.filters.lists import ListAction, TickAction, register_action, register_tick_action
from accrue.ui import commands
from accrue.ui.addresses import address

if TYPE_CHECKING:
    from accrue.accounts.models import User

declare_kind(
    RecordKind(
        "bulk", "Change of many", "Changes of many", "bulk.BulkAction", team=None, url_name="bulk:action"
    )
)


def url(kind: str) -> str:
    return address("bulk:new", kind)


def _url_of_owner(kind: str) -> str:
    return f"{url(kind)}?field=owner"


def actions_of(kind: str) -> Callable[[User], Choices]:
    """The latest changes of many of a kind, for who may see them or was told of them."""

    def choices(actor: User) -> Choices:
        from accrue.bulk.selectors import named_to

        return [(one.pk, one.said) for one in named_to(actor, kind)[:NAMED]]

    return choices


EDITED = ("company", "deal", "order", "person", "product")
TOUCHED = ("changed", "restored", "left")
OWNED = ("company", "deal", "person")
NAMED = 100
PUT_AWAY = ("company", "deal", "person", "product")
for kind in EDITED:
    changed = Tagged("bulk.BulkRow", "record_id", "action_id", Q(action__kind=kind, state__in=TOUCHED))
    register(
        FilterField(
            kind, "bulk", "Changed together", Type.TAG, choices=actions_of(kind), by_id=True, tagged=changed
        )
    )
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
