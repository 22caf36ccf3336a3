"""Who may call what of tags, comments, files and followers, and the records this is tried on."""

from __future__ import annotations

from typing import Any

from accrue.activities.carriers import CARRIERS
from accrue.activities.models import Tag
from accrue.activities.services import add_tags
from tests.access.policy import Policy, Values, may, signed_in
from tests.access.sample import Sample, makes

ONE = {"tag_id": "@tag"}


@makes("tag")
def tag(sample: Sample) -> Tag:
    for kind in CARRIERS:
        add_tags(actor=sample["administrator"], kind=kind, ids=[sample.id(kind)], names=["vip"])
    return Tag.objects.get(name="vip")


@makes("other tag")
def other_tag(sample: Sample) -> Tag:
    return Tag.objects.create(name="other")


def _on(action: str, data: Values | None = None, writes: bool = False, **args: Any) -> Policy:
    """Asked of a deal; every other kind goes the same way (accrue/activities/tests/test_carriers.py)."""
    where = {"kind": "deal", "record_id": "@deal", **args}
    return may(action, "deal", on="deal", args=where, data=data, writes=writes)


ACTIVITIES: dict[str, dict[str, Policy]] = {
    "tags/": {"GET": may("see", "tag")},
    "tags/choices/": {"GET": may("see", "tag")},
    "tags/<int:tag_id>/edit/": {
        "GET": may("edit", "tag", on="tag", args=ONE),
        "POST": may(
            "edit", "tag", on="tag", args=ONE, data={"name": "Other", "colour": "info", "version": 1}
        ),
    },
    "tags/<int:tag_id>/merge/": {
        "GET": may("delete", "tag", on="tag", args=ONE),
        "POST": may("delete", "tag", on="tag", args=ONE, data={"into": "@other tag"}),
    },
    "tags/<int:tag_id>/delete/": {"POST": may("delete", "tag", on="tag", args=ONE)},
    "records/<slug:kind>/<int:record_id>/tags/": {"GET": _on("see")},
    "records/<slug:kind>/<int:record_id>/tags/add/": {"POST": _on("edit", {"name": "vip"})},
    "records/<slug:kind>/<int:record_id>/tags/remove/": {"POST": _on("edit", {"name": "vip"})},
    "records/<slug:kind>/<int:record_id>/comments/": {
        "GET": _on("see"),
        "POST": _on("see", {"text": "Said"}),
    },
    "notifications/": {"GET": signed_in()},
    "notifications/unread/": {"GET": signed_in()},
    "notifications/read/": {"POST": signed_in()},
    "api/v1/records/<slug:kind>/<int:record_id>/comments": {
        "GET": _on("see"),
        "POST": _on("see", {"text": "Said"}, writes=True),
    },
    "api/v1/notifications": {"GET": signed_in()},
    "api/v1/notifications/read": {"POST": signed_in(data={"id": None})},
    "api/v1/tags": {"GET": may("see", "tag")},
    "api/v1/tags/<int:tag_id>": {
        "PATCH": may("edit", "tag", on="tag", args=ONE, data={"colour": "info", "version": 1}),
        "DELETE": may("delete", "tag", on="tag", args=ONE),
    },
    "api/v1/tags/<int:tag_id>/merge": {
        "POST": may("delete", "tag", on="tag", args=ONE, data={"into": "@other tag"}),
    },
    "api/v1/records/<slug:kind>/<int:record_id>/tags": {
        "GET": _on("see"),
        "POST": _on("edit", {"add": ["vip"]}),
    },
}

# One's own words and nobody else's: accrue/activities/tests/test_comments.py
OWN_WORDS = (
    "comments/<int:comment_id>/edit/",
    "comments/<int:comment_id>/withdraw/",
    "api/v1/comments/<int:comment_id>",
)
