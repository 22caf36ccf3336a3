from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, actor_of
from accrue.accounts.rest.records import version_of
from accrue.activities.models import ChatChannel
from accrue.activities.selectors import chat as selectors
from accrue.activities.services.chat import add_channel, edit_channel, remove_channel, try_channel

router = Router(tags=["Team chat"])
Kinds = Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=10)]
Address = Annotated[str, Field(max_length=2_000, description="Never shown again.")]


class ChannelOut(Schema):
    """`error` says why the last line was not taken; empty where it was."""

    id: int
    name: str
    service: str
    news: list[str]
    team_id: int | None
    is_on: bool
    error: str
    failed_at: datetime | None
    posted_at: datetime | None
    version: int


class ChannelsOut(Schema):
    items: list[ChannelOut]


class NewChannel(Body):
    """`news`: comment, file, stage, owner. `team_id`: only of its records; null: of everybody's."""

    name: Annotated[str, Field(max_length=400)]
    address: Address
    news: Kinds
    team_id: int | None = None
    is_on: bool = True


class ChannelChange(Body):
    """Only what is sent changes. `version` is the one you saw; instead it may come as If-Match."""

    name: Annotated[str, Field(max_length=400)] | None = None
    address: Address = ""
    news: Kinds | None = None
    team_id: int | None = None
    is_on: bool | None = None
    version: int | None = None


def out(channel: ChatChannel) -> dict[str, Any]:
    return {name: getattr(channel, name) for name in ChannelOut.model_fields}


@router.get("/chat-channels", response={200: ChannelsOut})
def list_channels(request: HttpRequest) -> dict[str, Any]:
    return {"items": [out(one) for one in selectors.channels(actor_of(request))]}


@router.post("/chat-channels", response={201: ChannelOut})
def new_channel(request: HttpRequest, body: NewChannel) -> Status[dict[str, Any]]:
    """For administrators."""
    return Status(201, out(add_channel(actor=actor_of(request), **body.dict())))


@router.patch("/chat-channels/{int:channel_id}", response={200: ChannelOut})
def change_channel(request: HttpRequest, channel_id: int, body: ChannelChange) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "edit", "system")
    held = selectors.channel_called(actor, channel_id)
    given = body.dict(exclude_unset=True)
    version = version_of(request, given.pop("version", None))
    now = {name: getattr(held, name) for name in ("name", "news", "team_id", "is_on")}
    kept = {name: value for name, value in given.items() if value is not None or name == "team_id"}
    return out(edit_channel(actor=actor, channel_id=channel_id, version=version, **now | kept))


@router.post("/chat-channels/{int:channel_id}/try", response={202: None})
def try_it(request: HttpRequest, channel_id: int) -> Status[None]:
    """Post a line that says that it works; what came of it stands with the channel."""
    try_channel(actor=actor_of(request), channel_id=channel_id)
    return Status(202, None)


@router.delete("/chat-channels/{int:channel_id}", response={204: None})
def remove(request: HttpRequest, channel_id: int) -> Status[None]:
    remove_channel(actor=actor_of(request), channel_id=channel_id)
    return Status(204, None)
