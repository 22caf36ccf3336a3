"""The verbs of saved views."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from accrue import clock
from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.models import User
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.catalogue import ViewChanged, ViewDeleted, ViewRestored, ViewSaved
from accrue.events.services import record
from accrue.filters.lists import ListOf, list_of
from accrue.filters.models import Sharing, Shelf, View
from accrue.filters.selectors import MOST, kept, may_share, view
from accrue.filters.setting import Setting, require_setting
from accrue.filters.tree import data_of

LONGEST_NAME = 80


@transaction.atomic
def save_view(*, actor: User, kind: str, name: str, sharing: str, setting: Setting) -> View:
    """Keep a list's setting under a name. Raises Invalid, BadFilter, and Forbidden where it may not be shared so."""
    of = _list(kind)
    access.require(actor, "create", "view")
    access.require(actor, "see", kind)
    require_setting(actor, of, setting)
    if View.objects.filter(owner=actor, kind=kind, deleted_at=None).count() >= MOST:
        raise Invalid("filters.too_many_views", f"You have {MOST} views of this list. Delete one first.")
    found = View(
        kind=kind,
        name=_name(name),
        owner=actor,
        **_shared(actor, actor, sharing),
        **_stored(setting),
        created_at=clock.now(),
    )
    found.save(force_insert=True)
    record(ViewSaved(view_id=found.pk, kind=kind, name=found.name, shared=found.sharing), actor=actor)
    return found


@transaction.atomic
def change_view(
    *,
    actor: User,
    view_id: int,
    version: int,
    setting: Setting | None = None,
    name: str | None = None,
    sharing: str | None = None,
) -> View:
    """Another setting, name or reach; what is None stays. Raises Conflict where somebody was quicker."""
    found = _locked(actor, view_id, "edit")
    if found.version != version:
        raise Conflict("filters.changed_meanwhile", "Somebody changed this view meanwhile. Look at it again.")
    values: dict[str, Any] = {}
    if setting is not None:
        require_setting(actor, _list(found.kind), setting)
        values |= _stored(setting)
    if name is not None:
        values["name"] = _name(name)
    if sharing is not None and sharing != found.sharing:
        values |= _shared(actor, found.owner, sharing)
    changed = [field for field, value in values.items() if getattr(found, field) != value]
    if changed:
        _write(found, {field: values[field] for field in changed})
        record(ViewChanged(view_id=found.pk, fields=changed), actor=actor)
    return found


@transaction.atomic
def delete_view(*, actor: User, view_id: int) -> View:
    """Take a view away from everybody who has it; `restore_view` brings it back."""
    found = _locked(actor, view_id, "delete")
    _write(found, {"deleted_at": clock.now()})
    record(ViewDeleted(view_id=found.pk), actor=actor)
    return found


@transaction.atomic
def restore_view(*, actor: User, view_id: int) -> View:
    """Bring a deleted view back. One that is there stays as it is."""
    found = _locked(actor, view_id, "delete", deleted=None)
    if found.deleted_at is not None:
        _write(found, {"deleted_at": None})
        record(ViewRestored(view_id=found.pk), actor=actor)
    return found


@transaction.atomic
def arrange_views(
    *, actor: User, kind: str, order: list[str] | None = None, first: str | None = None
) -> Shelf:
    """One's own order of a kind's views, and the one its list opens with ("" for all). What is None stays."""
    of = _list(kind)
    access.require(actor, "see", "view")
    access.require(actor, "see", kind)
    there = [ready.key for ready in of.views] + [str(one.pk) for one in kept(actor, kind).views]
    if unknown := [key for key in [*(order or []), *([first] if first else [])] if key not in there]:
        raise Invalid("filters.no_such_view", f"This list has no view “{unknown[0][:40]}”.")
    Shelf.objects.get_or_create(user=actor, kind=kind)
    shelf = Shelf.objects.select_for_update().get(user=actor, kind=kind)
    shelf.order = list(dict.fromkeys(order)) if order is not None else shelf.order
    shelf.first = first if first is not None else shelf.first
    shelf.save()
    return shelf


def _list(kind: str) -> ListOf:
    of = list_of(kind)
    if of is None:
        raise Missing
    return of


def _locked(actor: User, view_id: int, action: str, deleted: bool | None = False) -> View:
    """Raises Missing for a view this user does not know of, Forbidden where they may only use it."""
    if deleted is None:
        deleted = View.objects.filter(pk=view_id, deleted_at__isnull=False).exists()
    found = view(actor, view_id, deleted=deleted)
    access.require(actor, "see", found.kind)
    if not access.access_of(actor).may("view", action, found):
        raise Forbidden(
            "filters.not_yours", f"“{found.name}” is {found.owner}’s view. Save it as one of your own."
        )
    return View.objects.select_for_update(of=("self",)).select_related("owner").get(pk=found.pk)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        message = f"Give the view a name of at most {LONGEST_NAME} characters."
        raise Invalid("filters.no_name", message, fields={"name": message})
    return name


def _shared(actor: User, owner: User, sharing: str) -> dict[str, Any]:
    """Who else has it. Raises Forbidden where the actor may not share so far, Invalid without a team to share with."""
    if sharing not in Sharing.values:
        raise Invalid(
            "filters.no_such_sharing",
            f"Share it with: {', '.join(Sharing.values)}.",
            fields={"sharing": "Choose one."},
        )
    if not may_share(actor, sharing):
        said = kind_called("view").plural.lower()
        raise Forbidden(
            "filters.may_not_share", f"Your role may not share {said} so far. Keep it for yourself."
        )
    if sharing == Sharing.TEAM and owner.team_id is None:
        message = "There is no team to share it with."
        raise Invalid("filters.no_team", message, fields={"sharing": message})
    return {"sharing": sharing, "team_id": owner.team_id if sharing == Sharing.TEAM else None}


def _stored(setting: Setting) -> dict[str, Any]:
    return {
        "filter": data_of(setting.tree),
        "q": setting.q,
        "archived": setting.archived,
        "sort": setting.sort,
        "columns": list(setting.columns),
        "density": setting.density,
        "layout": setting.layout,
    }


def _write(found: View, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(found, field, value)
    found.version = F("version") + 1
    found.save(update_fields=[*values, "version"])
    found.refresh_from_db(fields=["version"])
