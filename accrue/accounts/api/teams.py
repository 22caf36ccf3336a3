from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from accrue.accounts import services
from accrue.accounts.access import require
from accrue.accounts.api.given import Ids, Keys, Limit, ShortName, Version
from accrue.accounts.kinds import Action
from accrue.accounts.models import Team, User
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import refuse_nulls, version_of
from accrue.accounts.selectors import record_seen, teams

router = Router()


class TeamOut(Schema):
    """A team. `roles` are the keys of the roles that its members get through it.

    `adopted_on` is the first day it works in Accrue, null while it does not.
    """

    id: int
    name: str
    is_archived: bool
    adopted_on: date | None
    roles: list[str]
    member_ids: list[int]
    version: int

    @staticmethod
    def resolve_roles(team: Team) -> list[str]:
        return [role.key for role in team.roles.all()]

    @staticmethod
    def resolve_member_ids(team: Team) -> list[int]:
        return sorted(user.pk for user in team.members.all())


class NewTeam(Body):
    name: ShortName
    member_ids: Ids = []
    roles: Keys = []
    adopted_on: date | None = None


class TeamChange(Body):
    """Only what is sent changes; `member_ids` and `roles` are whole lists. `version` may come as If-Match.

    `adopted_on` may be sent as null: not in Accrue yet.
    """

    name: ShortName | None = None
    member_ids: Ids | None = None
    roles: Keys | None = None
    adopted_on: date | None = None
    version: Version | None = None


@router.get("/teams", response=Page[TeamOut], summary="Teams")
def list_teams(
    request: HttpRequest, sort: str = "name", cursor: str | None = None, limit: Limit = 50
) -> dict[str, object]:
    actor = actor_of(request)
    require(actor, Action.SEE, "team")
    rows, following = page_of(_rows(actor), sort=sort, sorts={"name": "name"}, cursor=cursor, limit=limit)
    return {"items": rows, "next": following}


@router.post("/teams", response={201: TeamOut}, summary="Make a team")
def create_team(request: HttpRequest, body: NewTeam) -> Status[Team]:
    return Status(201, services.create_team(actor=actor_of(request), **body.dict()))


@router.get("/teams/{int:team_id}", response=TeamOut, summary="One team")
def get_team(request: HttpRequest, team_id: int, response: HttpResponse) -> Team:
    actor = actor_of(request)
    team = record_seen(actor, _rows(actor), team_id)
    response["ETag"] = f'"{team.version}"'
    return team


@router.patch("/teams/{int:team_id}", response=TeamOut, summary="Change a team")
def edit_team(request: HttpRequest, team_id: int, body: TeamChange) -> Team:
    actor = actor_of(request)
    require(actor, Action.EDIT, record_seen(actor, _rows(actor), team_id))
    given: dict[str, Any] = body.dict(exclude_unset=True)
    version = version_of(request, given.pop("version", None))
    refuse_nulls(name for name, value in given.items() if value is None and name != "adopted_on")
    return services.edit_team(actor=actor, team_id=team_id, version=version, **given)


@router.post("/teams/{int:team_id}/archive", response=TeamOut, summary="Put a team away")
def archive_team(request: HttpRequest, team_id: int) -> Team:
    return services.archive_team(actor=actor_of(request), team_id=team_id)


@router.post("/teams/{int:team_id}/restore", response=TeamOut, summary="Bring a team back")
def restore_team(request: HttpRequest, team_id: int) -> Team:
    return services.restore_team(actor=actor_of(request), team_id=team_id)


def _rows(actor: User) -> QuerySet[Team]:
    return teams(actor).prefetch_related("members")
