"""Who may call what of tags, comments, files and followers, and the records this is tried on."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from accrue.activities.carriers import CARRIERS
from accrue.activities.models import ChatChannel, File, Tag
from accrue.activities.services import add_file, add_tags, archive_file, look_at_file
from accrue.activities.services.chat import add_channel
from accrue.activities.services.telling import signer
from tests.access.policy import Policy, Values, may, public, signed_in
from tests.access.sample import Sample, canary, makes

ONE = {"tag_id": "@tag"}
OF_CHANNEL = {"channel_id": "@channel"}
CHANNEL: dict[str, Any] = {"name": "Sales", "address": "jsons://chat.example/x", "news": ["file"]}


@makes("tag")
def tag(sample: Sample) -> Tag:
    for kind in CARRIERS:
        add_tags(actor=sample["administrator"], kind=kind, ids=[sample.id(kind)], names=["vip"])
    return Tag.objects.get(name="vip")


@makes("other tag")
def other_tag(sample: Sample) -> Tag:
    return Tag.objects.create(name="other")


def _file(sample: Sample, name: str) -> File:
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    made = add_file(
        actor=sample["administrator"],
        kind="deal",
        record_id=sample.id("deal"),
        name=name,
        chunks=[picture.getvalue() + canary("deal", "content").encode()],
        description=canary("deal", "description"),
    )
    look_at_file(version_id=made.pk)
    return made.file


@makes("channel")
def channel(sample: Sample) -> ChatChannel:
    return add_channel(actor=sample["administrator"], **CHANNEL)


@makes("no mails")
def no_mails(sample: Sample) -> str:
    return signer.sign(str(sample["rep"].pk))


@makes("file")
def file(sample: Sample) -> File:
    return _file(sample, f"{canary('deal', 'file')}.png")


@makes("archived file")
def archived_file(sample: Sample) -> File:
    made = _file(sample, "archived.png")
    return archive_file(actor=sample["administrator"], file_id=made.pk)


def _of_file(action: str, data: Values | None = None, on: str = "file", **args: Any) -> Policy:
    return may(action, "deal", on="deal", args={"file_id": f"@{on}", **args}, data=data)


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
    "records/<slug:kind>/<int:record_id>/files/": {"GET": _on("see"), "POST": _on("edit")},
    "files/<int:file_id>/": {"GET": _of_file("see")},
    "files/<int:file_id>/edit/": {
        "GET": _of_file("edit"),
        "POST": _of_file("edit", {"name": "a.png", "description": "", "version": 1}),
    },
    "files/<int:file_id>/version/": {"GET": _of_file("edit"), "POST": _of_file("edit")},
    "files/<int:file_id>/archive/": {"POST": _of_file("edit")},
    "files/<int:file_id>/restore/": {"POST": _of_file("edit", on="archived file")},
    "files/<int:file_id>/<int:number>/download/": {"GET": _of_file("see", number=1)},
    "files/<int:file_id>/<int:number>/preview/": {"GET": _of_file("see", number=1)},
    "api/v1/records/<slug:kind>/<int:record_id>/files": {"GET": _on("see"), "POST": _on("edit")},
    "api/v1/files/<int:file_id>": {
        "GET": _of_file("see"),
        "PATCH": _of_file("edit", {"description": "Other", "version": 1}),
    },
    "api/v1/files/<int:file_id>/versions": {"GET": _of_file("see"), "POST": _of_file("edit")},
    "api/v1/files/<int:file_id>/versions/<int:number>/content": {"GET": _of_file("see", number=1)},
    "api/v1/files/<int:file_id>/archive": {"POST": _of_file("edit")},
    "api/v1/files/<int:file_id>/restore": {"POST": _of_file("edit", on="archived file")},
    "records/<slug:kind>/<int:record_id>/names/": {"GET": _on("see")},
    "team-chat/": {"GET": may("edit", "system")},
    "team-chat/new/": {"GET": may("edit", "system"), "POST": may("edit", "system", data=CHANNEL)},
    "team-chat/<int:channel_id>/edit/": {
        "GET": may("edit", "system", args=OF_CHANNEL),
        "POST": may("edit", "system", args=OF_CHANNEL, data={**CHANNEL, "version": 1}),
    },
    "team-chat/<int:channel_id>/try/": {"POST": may("edit", "system", args=OF_CHANNEL)},
    "team-chat/<int:channel_id>/remove/": {"POST": may("delete", "system", args=OF_CHANNEL)},
    "api/v1/chat-channels": {
        "GET": may("see", "system"),
        "POST": may("edit", "system", data=CHANNEL),
    },
    "api/v1/chat-channels/<int:channel_id>": {
        "PATCH": may("edit", "system", args=OF_CHANNEL, data={"name": "Other", "version": 1}),
        "DELETE": may("delete", "system", args=OF_CHANNEL),
    },
    "api/v1/chat-channels/<int:channel_id>/try": {"POST": may("edit", "system", args=OF_CHANNEL)},
    "records/<slug:kind>/<int:record_id>/followers/": {"GET": _on("see"), "POST": _on("see")},
    "api/v1/records/<slug:kind>/<int:record_id>/followers": {"GET": _on("see")},
    "api/v1/records/<slug:kind>/<int:record_id>/follow": {
        "PUT": _on("see", writes=True),
        "DELETE": _on("see", writes=True),
    },
    "notifications/preferences/": {
        "GET": signed_in(),
        "POST": signed_in(data={"comment-page": "on", "comment-mail": "soon"}),
    },
    # Whoever holds the signed link: it names nobody but the one it was mailed to.
    "notifications/no-mails/<str:token>/": {
        "GET": public(args={"token": "@no mails"}),
        "POST": public(args={"token": "@no mails"}),
    },
    "api/v1/notifications/preferences": {
        "GET": signed_in(),
        "PATCH": signed_in(data={"comment": {"page": True, "mail": "digest"}}),
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
