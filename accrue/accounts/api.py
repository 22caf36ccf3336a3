"""People, teams and roles for programs: to be read. They are changed on the pages."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from accrue.accounts.access import access_of, require
from accrue.accounts.kinds import Action
from accrue.accounts.models import Role, Team, User
from accrue.accounts.rest import Page, actor_of, page_of
from accrue.accounts.selectors import matching, people, record_seen, roles, teams

router = Router(tags=["People who work here"])


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


class TeamOut(Schema):
    """A team. `roles` are the keys of the roles that its members get through it."""

    id: int
    name: str
    is_archived: bool
    roles: list[str]

    @staticmethod
    def resolve_roles(team: Team) -> list[str]:
        return [role.key for role in team.roles.all()]


class RoleOut(Schema):
    """A role. `grants` is {kind: {action: scope}}; what is not there is denied."""

    id: int
    key: str
    name: str
    is_built_in: bool
    grants: dict[str, dict[str, str]]

    @staticmethod
    def resolve_grants(role: Role) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for grant in role.grants.all():
            found.setdefault(grant.kind, {})[grant.action] = grant.scope
        return found


@router.get("/me", response=MeOut, summary="Whom the token acts for")
def me(request: HttpRequest) -> User:
    return actor_of(request)


@router.get("/users", response=Page[UserOut], summary="People who work here")
def list_users(
    request: HttpRequest, q: str = "", sort: str = "name", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    actor = actor_of(request)
    require(actor, Action.SEE, "user")
    sorts = {"name": "name", "email": "email"}
    rows, following = page_of(matching(people(actor), q), sort=sort, sorts=sorts, cursor=cursor, limit=limit)
    return {"items": rows, "next": following}


@router.get("/users/{int:user_id}", response=UserOut, summary="One person")
def get_user(request: HttpRequest, user_id: int) -> User:
    actor = actor_of(request)
    return record_seen(actor, people(actor), user_id)


@router.get("/teams", response=Page[TeamOut], summary="Teams")
def list_teams(
    request: HttpRequest, sort: str = "name", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    actor = actor_of(request)
    require(actor, Action.SEE, "team")
    rows, following = page_of(teams(actor), sort=sort, sorts={"name": "name"}, cursor=cursor, limit=limit)
    return {"items": rows, "next": following}


@router.get("/teams/{int:team_id}", response=TeamOut, summary="One team")
def get_team(request: HttpRequest, team_id: int) -> Team:
    actor = actor_of(request)
    return record_seen(actor, teams(actor), team_id)


@router.get("/roles", response=Page[RoleOut], summary="Roles and what they may do")
def list_roles(
    request: HttpRequest, sort: str = "name", cursor: str | None = None, limit: int = 50
) -> dict[str, object]:
    actor = actor_of(request)
    require(actor, Action.SEE, "role")
    rows = roles(actor).prefetch_related("grants")
    found, following = page_of(rows, sort=sort, sorts={"name": "name"}, cursor=cursor, limit=limit)
    return {"items": found, "next": following}


@router.get("/roles/{int:role_id}", response=RoleOut, summary="One role")
def get_role(request: HttpRequest, role_id: int) -> Role:
    actor = actor_of(request)
    return record_seen(actor, roles(actor).prefetch_related("grants"), role_id)
