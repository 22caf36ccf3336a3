"""What operations on records share: versions, and timelines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Schema, Status

from accrue.accounts.models import User
from accrue.accounts.timelines import GROUPS, timeline_of
from accrue.errors import AccrueError, Invalid


class Entry(Schema):
    """One thing that happened to a record."""

    at: datetime
    what: str
    by: str
    details: str
    amount: str


class Entries(Schema):
    """Newest first. `older` is the cursor of what happened before, or null."""

    items: list[Entry]
    older: str | None


class MergedInto(Schema):
    """The record that was asked for was merged into this one."""

    merged_into: int


def moved_to(request: HttpRequest, response: HttpResponse, record_id: int) -> Status[MergedInto]:
    """301 to the record that stands for the one asked for. Not kept by caches: a merge can be undone."""
    response["Location"] = f"{request.path.rstrip('/').rpartition('/')[0]}/{record_id}"
    response["Cache-Control"] = "no-cache"
    return Status(301, MergedInto(merged_into=record_id))


class VersionNeeded(AccrueError):
    status = 428


def version_of(request: HttpRequest, in_body: int | None) -> int:
    """The version the caller saw: in the body, or in If-Match as the ETag gave it. Raises 428 without one."""
    if in_body is not None:
        return in_body
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not (tag.isascii() and tag.isdigit() and len(tag) < 10):
        raise VersionNeeded(
            "version_needed",
            "Send the version you saw, in `version` or as If-Match, so that nothing is lost.",
        )
    return int(tag)


def refuse_nulls(names: Iterable[str]) -> None:
    """Raise Invalid for the first of these fields, which were sent as null but always have a value."""
    if empty := sorted(names):
        raise Invalid(
            "accounts.empty", f"Leave {empty[0]} out, or send a value.", fields={empty[0]: "Empty."}
        )


def entries(actor: User, kind: str, record_id: int, *, group: str, older: str | None) -> Entries:
    """A page of a record's timeline, as far as the actor may see it. Raises 400 for a group there is none of."""
    if group and group not in GROUPS:
        raise AccrueError("unknown_group", f"There is no group “{group[:40]}”. Known: {', '.join(GROUPS)}.")
    seen = timeline_of(actor, kind, record_id, group=group, older=older)
    items = [
        Entry(at=one.at, what=one.title, by=one.actor, details=one.body, amount=one.meta)
        for one in seen.happenings
    ]
    return Entries(items=items, older=seen.older)
