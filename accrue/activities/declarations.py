"""What this area declares to the floors below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from accrue.accounts.access import granted, visible
from accrue.accounts.kinds import RecordKind, declare_kind
from accrue.activities.carriers import CARRIERS
from accrue.events import whole
from accrue.filters.fields import Choices, FilterField, Tagged, Type, register
from accrue.ui import navigation, panels

if TYPE_CHECKING:
    from accrue.accounts.models import User


@dataclass(frozen=True, slots=True)
class CarriedPanel(panels.Panel):
    """A panel whose address takes the kind of the record, too."""

    def url(self, pk: Any) -> str:
        return reverse(self.url_name, args=[self.on, pk])


def tag_choices(actor: User) -> Choices:
    from accrue.activities.selectors.tags import tags

    return list(tags(actor).order_by("sort_name").values_list("pk", "name")[:500])


def follower_choices(actor: User) -> Choices:
    from accrue.accounts.models import User

    seen = visible(actor, User.objects.filter(is_active=True))
    return list(seen.order_by("name", "pk").values_list("pk", "name")[:500])


declare_kind(RecordKind("tag", "Tag", "Tags", "activities.Tag", owner=None, team=None))
may_see = granted("see", "tag")
navigation.register(
    navigation.NavItem("Run", "tags", "Tags", "tag", "activities:tags", "", 45, granted("edit", "tag"))
)
navigation.register(
    navigation.NavItem(
        "Work",
        "notices",
        "Notifications",
        "bell",
        "activities:notices",
        "g n",
        90,
        asked="activities:unread",
        asked_on="notice",
    )
)
navigation.register(
    navigation.NavItem(
        "Run",
        "team-chat",
        "Team chat",
        "message-square",
        "activities:channels",
        "",
        700,
        granted("edit", "system"),
    )
)
for kind in CARRIERS:
    tagged = Tagged("activities.Tagging", "record_id", "tag_id", Q(kind=kind))
    follow = Tagged("activities.Follower", "record_id", "user_id", Q(kind=kind, is_following=True))
    register(
        FilterField(kind, "tags", "Tags", Type.TAG, choices=tag_choices, by_id=True, tagged=tagged),
        FilterField(
            kind, "follower", "Followers", Type.TAG, choices=follower_choices, by_id=True, tagged=follow
        ),
    )
    panels.register(
        CarriedPanel(kind, "tags", "Tags", "activities:record_tags", 90, granted("see", kind), True)
    )
    panels.register(CarriedPanel(kind, "files", "Files", "activities:files", 80, granted("see", kind), True))
    panels.register(
        CarriedPanel(kind, "followers", "Followers", "activities:followers", 95, granted("see", kind), True)
    )
    panels.register(
        CarriedPanel(
            kind, "composer", "Comment", "activities:comments", 10, granted("see", kind), place="above"
        )
    )


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    from accrue.activities.whole import files

    return files(folder)


whole.register(whole.Part("files", "The files of records, in all their versions", _files))
