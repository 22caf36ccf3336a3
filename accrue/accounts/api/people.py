from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from accrue.accounts import services
from accrue.accounts.access import access_of, require
from accrue.accounts.api.given import Id, Ids, Keys, Limit, Name, Version, Words
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import refuse_nulls, version_of
from accrue.accounts.selectors import matching, people, record_seen

router = Router()
SORTS = {"name": "name", "email": "email", "created_at": "created_at"}


class UserOut(Schema):
    """Somebody who works here. `roles` are keys, `team_ids` all their teams, `team_id` the home team."""

    id: int
    name: str
    email: str
    is_active: bool
    roles: list[str]
    team_id: int | None
    team_ids: list[int]
    created_at: datetime
    version: int

    @staticmethod
    def resolve_roles(user: User) -> list[str]:
        return [role.key for role in user.roles.all()]

    @staticmethod
    def resolve_team_ids(user: User) -> list[int]:
        return [team.pk for team in user.teams.all()]


class MeOut(UserOut):
    """Oneself, and what the token may do: {kind: {action: scope}}."""

    time_zone: str
    locale: str
    may: dict[str, dict[str, str]]

    @staticmethod
    def resolve_may(user: User) -> dict[str, dict[str, str]]:
        access, found = access_of(user), dict[str, dict[str, str]]()
        for kind, action in sorted(access.grants):
            found.setdefault(kind, {})[action] = str(access.scope(kind, action))
        return found


class UserChange(Body):
    """Only what is sent changes. `roles` and `team_ids` are whole lists; `team_id` null takes the home team away.

    `version` is the one you saw; instead it may come as If-Match.
    """

    name: Name | None = None
    roles: Keys | None = None
    team_id: Id | None = None
    team_ids: Ids | None = None
    version: Version | None = None


@router.get("/me", response=MeOut, summary="Whom the token acts for")
def me(request: HttpRequest) -> User:
    return actor_of(request)


@router.get("/users", response=Page[UserOut], summary="People who work here")
def list_users(
    request: HttpRequest, q: Words = "", sort: str = "name", cursor: str | None = None, limit: Limit = 50
) -> dict[str, object]:
    actor = actor_of(request)
    require(actor, Action.SEE, "user")
    rows, following = page_of(matching(people(actor), q), sort=sort, sorts=SORTS, cursor=cursor, limit=limit)
    return {"items": rows, "next": following}


@router.get("/users/{int:user_id}", response=UserOut, summary="One person")
def get_user(request: HttpRequest, user_id: int, response: HttpResponse) -> User:
    actor = actor_of(request)
    user = record_seen(actor, people(actor), user_id)
    response["ETag"] = f'"{user.version}"'
    return user


@router.patch("/users/{int:user_id}", response=UserOut, summary="Change a person's name, roles or teams")
def edit_user(request: HttpRequest, user_id: int, body: UserChange) -> User:
    actor = actor_of(request)
    require(actor, Action.EDIT, record_seen(actor, people(actor), user_id))
    given: dict[str, Any] = body.dict(exclude_unset=True)
    version = version_of(request, given.pop("version", None))
    refuse_nulls(name for name in ("name", "roles", "team_ids") if given.get(name, "") is None)
    if "team_id" in given:
        given["team_id"] = given["team_id"] or 0
    services.edit_user(actor=actor, user_id=user_id, version=version, **given)
    return record_seen(actor, people(actor), user_id)


@router.post("/users/{int:user_id}/disable", response=UserOut, summary="End all access of a person at once")
def disable_user(request: HttpRequest, user_id: int) -> User:
    actor = actor_of(request)
    services.disable_user(actor=actor, user_id=user_id)
    return record_seen(actor, people(actor), user_id)


@router.post("/users/{int:user_id}/enable", response=UserOut, summary="Let a person sign in again")
def enable_user(request: HttpRequest, user_id: int) -> User:
    actor = actor_of(request)
    services.enable_user(actor=actor, user_id=user_id)
    return record_seen(actor, people(actor), user_id)
