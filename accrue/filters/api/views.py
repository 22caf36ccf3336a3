"""Saved views for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from accrue.accounts.access import require
from accrue.accounts.rest import Body, Page, actor_of, page_of
from accrue.accounts.rest.records import version_of
from accrue.filters import selectors, services
from accrue.filters.models import View
from accrue.filters.setting import Setting
from accrue.filters.tree import parse

router = Router()

type Name = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")]
type Key = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")]
type SharedWith = Literal["me", "team", "all"]


class SettingIn(Body):
    """What a list shows. Empty `sort`, `columns`, `density` and `layout` mean the list's own."""

    filter: dict[str, Any] | None = None
    q: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")] = ""
    archived: bool = False
    sort: Key = ""
    columns: Annotated[list[Key], Field(max_length=20)] = []
    density: Literal["", "normal", "compact"] = ""
    layout: Key = ""

    def setting(self) -> Setting:
        return Setting(
            parse(self.filter),
            self.q,
            self.archived,
            self.sort,
            tuple(self.columns),
            self.density,
            self.layout,
        )


class ViewIn(Body):
    """`sharing` is me, team (the owner's home team) or all."""

    kind: Key
    name: Name
    sharing: SharedWith = "me"
    setting: SettingIn = SettingIn()


class ViewChange(Body):
    """Only what is sent changes; `setting` is replaced whole. `version` is the one you saw; instead it may come as If-Match."""

    name: Name | None = None
    sharing: SharedWith | None = None
    setting: SettingIn | None = None
    version: int | None = None


class SettingOut(Schema):
    filter: dict[str, Any]
    q: str
    archived: bool
    sort: str
    columns: list[str]
    density: str
    layout: str


class ViewOut(Schema):
    id: int
    kind: str
    name: str
    owner_id: int
    sharing: SharedWith
    team_id: int | None
    setting: SettingOut
    version: int


def out(found: View) -> dict[str, Any]:
    names = ("filter", "q", "archived", "sort", "columns", "density", "layout")
    setting = {name: getattr(found, name) for name in names}
    setting["filter"] = found.filter or {"all": []}
    shown = ("kind", "name", "owner_id", "sharing", "team_id", "version")
    return {"id": found.pk, **{name: getattr(found, name) for name in shown}, "setting": setting}


@router.get("/views", response=Page[ViewOut], summary="The views you have or are shared")
def list_views(
    request: HttpRequest,
    kind: str = "",
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    actor = actor_of(request)
    require(actor, "see", "view")
    found = selectors.views(actor).filter(deleted_at=None)
    found = found.filter(kind=kind) if kind else found
    rows, following = page_of(found, sort="name", sorts={"name": "name"}, cursor=cursor, limit=limit)
    return {"items": [out(one) for one in rows], "next": following}


@router.post("/views", response={201: ViewOut}, summary="Keep a list's setting under a name")
def create_view(request: HttpRequest, body: ViewIn) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    made = services.save_view(
        actor=actor, kind=body.kind, name=body.name, sharing=body.sharing, setting=body.setting.setting()
    )
    return Status(201, out(made))


@router.get("/views/{int:view_id}", response=ViewOut, summary="One view")
def get_view(request: HttpRequest, view_id: int, response: HttpResponse) -> dict[str, Any]:
    found = selectors.view(actor_of(request), view_id)
    response["ETag"] = f'"{found.version}"'
    return out(found)


@router.patch("/views/{int:view_id}", response=ViewOut, summary="Change a view")
def change_view(request: HttpRequest, view_id: int, body: ViewChange) -> dict[str, Any]:
    actor = actor_of(request)
    require(actor, "edit", selectors.view(actor, view_id))
    changed = services.change_view(
        actor=actor,
        view_id=view_id,
        version=version_of(request, body.version),
        name=body.name,
        sharing=body.sharing,
        setting=body.setting.setting() if body.setting else None,
    )
    return out(changed)


@router.delete("/views/{int:view_id}", response=ViewOut, summary="Delete a view; it can be restored")
def delete_view(request: HttpRequest, view_id: int) -> dict[str, Any]:
    return out(services.delete_view(actor=actor_of(request), view_id=view_id))


@router.post("/views/{int:view_id}/restore", response=ViewOut, summary="Bring a deleted view back")
def restore_view(request: HttpRequest, view_id: int) -> dict[str, Any]:
    return out(services.restore_view(actor=actor_of(request), view_id=view_id))
