from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from accrue.accounts import access
from accrue.accounts.rest import Body, actor_of
from accrue.activities.carriers import record_of
from accrue.activities.models import News, NewsPreference
from accrue.activities.selectors.following import Way, followers_of, plain, preferences_of
from accrue.activities.services import choose_news, follow, unfollow

router = Router(tags=["Notifications"])


class FollowerOut(Schema):
    id: int
    name: str


class FollowersOut(Schema):
    items: list[FollowerOut]


class WayOut(Schema):
    """`mail`: off, soon (within minutes) or digest (once a day)."""

    page: bool
    mail: str


class WayIn(Body):
    page: bool
    mail: NewsPreference.Mail


class PreferencesOut(Schema):
    mentioned: WayOut
    comment: WayOut
    file: WayOut
    stage: WayOut
    owner: WayOut
    quarantined: WayOut


class PreferencesIn(Body):
    """Only what is sent changes."""

    mentioned: WayIn | None = None
    comment: WayIn | None = None
    file: WayIn | None = None
    stage: WayIn | None = None
    owner: WayIn | None = None
    quarantined: WayIn | None = None


@router.get("/records/{slug:kind}/{int:record_id}/followers", response={200: FollowersOut})
def list_followers(request: HttpRequest, kind: str, record_id: int) -> dict[str, Any]:
    """Who is told what happens to a record; `kind` is person, company, deal, order or product."""
    found = followers_of(kind, record_of(actor_of(request), kind, record_id))
    return {"items": [{"id": one.pk, "name": one.name} for one in found]}


@router.put("/records/{slug:kind}/{int:record_id}/follow", response={204: None})
def follow_record(request: HttpRequest, kind: str, record_id: int) -> Status[None]:
    """Be told yourself."""
    actor = actor_of(request)
    record_of(actor, kind, record_id)
    access.require_writing(actor, kind)
    follow(actor=actor, kind=kind, record_id=record_id)
    return Status(204, None)


@router.delete("/records/{slug:kind}/{int:record_id}/follow", response={204: None})
def unfollow_record(request: HttpRequest, kind: str, record_id: int) -> Status[None]:
    actor = actor_of(request)
    record_of(actor, kind, record_id)
    access.require_writing(actor, kind)
    unfollow(actor=actor, kind=kind, record_id=record_id)
    return Status(204, None)


@router.get("/notifications/preferences", response={200: PreferencesOut})
def show_preferences(request: HttpRequest) -> dict[str, Any]:
    """How you are told of each kind of news."""
    return plain(preferences_of(actor_of(request)))


@router.patch("/notifications/preferences", response={200: PreferencesOut})
def change_preferences(request: HttpRequest, body: PreferencesIn) -> dict[str, Any]:
    actor = actor_of(request)
    chosen = {
        news: Way(bool(way["page"]), str(way["mail"]))
        for news, way in body.dict(exclude_none=True).items()
        if news in News.values
    }
    choose_news(actor=actor, ways=chosen)
    return plain(preferences_of(actor))
