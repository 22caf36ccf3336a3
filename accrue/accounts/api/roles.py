from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from accrue.accounts import services
from accrue.accounts.access import require
from accrue.accounts.api.given import Key, Limit, ShortName, Version
from accrue.accounts.kinds import Action, Level, Scope
from accrue.accounts.models import Role, User
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import refuse_nulls, version_of
from accrue.accounts.selectors import record_seen, roles

router = Router()


class RoleOut(Schema):
    """A role. `grants` is {kind: {action: scope}}; what is not there is denied.

    `levels` is {kind: {field: hide or read}}; a field that is not there follows its record.
    """

    id: int
    key: str
    name: str
    is_built_in: bool
    grants: dict[str, dict[str, str]]
    levels: dict[str, dict[str, str]]
    version: int

    @staticmethod
    def resolve_grants(role: Role) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for grant in role.grants.all():
            found.setdefault(grant.kind, {})[grant.action] = grant.scope
        return found

    @staticmethod
    def resolve_levels(role: Role) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for rule in role.field_rules.all():
            found.setdefault(rule.kind, {})[rule.field] = rule.level
        return found


type GrantsGiven = dict[Key, dict[Action, Scope]]
type LevelsGiven = dict[Key, dict[Key, Level]]


class NewRole(Body):
    """A role that may do what `grants` say and nothing else."""

    name: ShortName
    grants: GrantsGiven = {}
    levels: LevelsGiven = {}


class RoleCopy(Body):
    name: ShortName


class RoleChange(Body):
    """Only what is sent changes: single grants and levels too. The scope `none` and the level `write` take them away."""

    name: ShortName | None = None
    grants: GrantsGiven = {}
    levels: LevelsGiven = {}
    version: Version | None = None


@router.get("/roles", response=Page[RoleOut], summary="Roles and what they may do")
def list_roles(
    request: HttpRequest, sort: str = "name", cursor: str | None = None, limit: Limit = 50
) -> dict[str, object]:
    actor = actor_of(request)
    require(actor, Action.SEE, "role")
    found, following = page_of(_rows(actor), sort=sort, sorts={"name": "name"}, cursor=cursor, limit=limit)
    return {"items": found, "next": following}


@router.post("/roles", response={201: RoleOut}, summary="Make a role of your own")
def create_role(request: HttpRequest, body: NewRole) -> Status[Role]:
    made = services.create_role(
        actor=actor_of(request), name=body.name, grants=_flat(body.grants), levels=_flat(body.levels)
    )
    return Status(201, made)


@router.get("/roles/{int:role_id}", response=RoleOut, summary="One role")
def get_role(request: HttpRequest, role_id: int, response: HttpResponse) -> Role:
    actor = actor_of(request)
    role = record_seen(actor, _rows(actor), role_id)
    response["ETag"] = f'"{role.version}"'
    return role


@router.post("/roles/{int:role_id}/copy", response={201: RoleOut}, summary="Make a role from another one")
def copy_role(request: HttpRequest, role_id: int, body: RoleCopy) -> Status[Role]:
    return Status(201, services.copy_role(actor=actor_of(request), role_id=role_id, name=body.name))


@router.patch("/roles/{int:role_id}", response=RoleOut, summary="Change a role of your own")
def edit_role(request: HttpRequest, role_id: int, body: RoleChange) -> Role:
    actor = actor_of(request)
    role = record_seen(actor, roles(actor), role_id)
    require(actor, Action.EDIT, role)
    version = version_of(request, body.version)
    refuse_nulls({"name"} & body.model_fields_set if body.name is None else ())
    services.edit_role(
        actor=actor,
        role_id=role_id,
        version=version,
        name=body.name or role.name,
        grants=_flat(body.grants),
        levels=_flat(body.levels),
    )
    return record_seen(actor, _rows(actor), role_id)


@router.delete("/roles/{int:role_id}", response={204: None}, summary="Remove a role that nobody holds")
def delete_role(request: HttpRequest, role_id: int) -> Status[None]:
    services.delete_role(actor=actor_of(request), role_id=role_id)
    return Status(204, None)


def _rows(actor: User) -> QuerySet[Role]:
    return roles(actor).prefetch_related("grants", "field_rules")


def _flat(given: Mapping[str, Mapping[Any, Any]]) -> dict[tuple[str, str], str]:
    """{kind: {what: value}} as the services take it: {(kind, what): value}."""
    return {(kind, str(what)): str(value) for kind, by in given.items() for what, value in by.items()}
