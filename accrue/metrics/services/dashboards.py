"""Dashboards of people's own: made, changed, shared, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db import transaction

from accrue import clock
from accrue.accounts import access
from accrue.accounts.access import access_of
from accrue.accounts.models import User
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.catalogue import (
    DashboardChanged,
    DashboardDeleted,
    DashboardMade,
    DashboardRestored,
    DashboardScheduled,
    DashboardShared,
)
from accrue.events.services import record
from accrue.metrics.models import Dashboard, DashboardReader, Sharing
from accrue.metrics.reach import require_measures
from accrue.metrics.selectors import dashboard_seen, deleted_dashboard
from accrue.metrics.slots import wrong_in_schedule
from accrue.metrics.tiles import Tile, checked

MOST_TILES = 40


@transaction.atomic
def make_dashboard(
    *, actor: User, name: str, about: str = "", tiles: Sequence[Tile] = (), copy_of: str = ""
) -> Dashboard:
    """A dashboard of the actor's own, seen by nobody else until it is shared."""
    require_measures(actor)
    access.require(actor, "create", "dashboard")
    name, about = _named(name, about)
    kept = Dashboard.objects.create(name=name, about=about, owner=actor, tiles=_keyed(tiles))
    record(DashboardMade(dashboard_id=kept.pk, name=name, copy_of=copy_of), actor=actor)
    return kept


@transaction.atomic
def rename_dashboard(
    *, actor: User, dashboard_id: int, name: str, about: str, version: int | None = None
) -> Dashboard:
    name, about = _named(name, about)
    held = _held(actor, dashboard_id, "edit", version)
    if (held.name, held.about) == (name, about):
        return held
    held.name, held.about = name, about
    return _changed(actor, held, f"Named “{name}”")


@transaction.atomic
def edit_dashboard(
    *,
    actor: User,
    dashboard_id: int,
    version: int,
    name: str | None = None,
    about: str | None = None,
    sharing: str | None = None,
    tiles: Sequence[Tile] | None = None,
) -> None:
    """Several changes at once, or none of them; what is None stays. `tiles` are all of them, in their order."""
    held = _held(actor, dashboard_id, "edit", version)
    if name is not None or about is not None:
        rename_dashboard(
            actor=actor,
            dashboard_id=dashboard_id,
            name=held.name if name is None else name,
            about=held.about if about is None else about,
        )
    if sharing is not None:
        share_dashboard(actor=actor, dashboard_id=dashboard_id, sharing=sharing)
    if tiles is not None:
        held = _held(actor, dashboard_id, "edit")
        held.tiles = _keyed(tiles)
        _changed(actor, held, f"All tiles: {len(tiles)} now")


def add_tile(*, actor: User, dashboard_id: int, tile: Tile, index: int | None = None) -> Dashboard:
    """At the end, or at an index."""

    def change(tiles: list[Tile]) -> str:
        tiles.insert(len(tiles) if index is None else max(0, index), replace(tile, key=""))
        return f"Tile “{tile.title}” added"

    checked(tile)
    return _with_tiles(actor, dashboard_id, change)


def edit_tile(*, actor: User, dashboard_id: int, key: str, tile: Tile) -> Dashboard:
    def change(tiles: list[Tile]) -> str:
        tiles[_index(tiles, key)] = replace(tile, key=key)
        return f"Tile “{tile.title}” changed"

    checked(tile)
    return _with_tiles(actor, dashboard_id, change)


def move_tile(*, actor: User, dashboard_id: int, key: str, index: int) -> Dashboard:
    """To a place among the others, 0 first; past the end is the end."""

    def change(tiles: list[Tile]) -> str:
        tile = tiles.pop(_index(tiles, key))
        tiles.insert(max(0, index), tile)
        return f"Tile “{tile.title}” moved"

    return _with_tiles(actor, dashboard_id, change)


def remove_tile(*, actor: User, dashboard_id: int, key: str) -> tuple[Tile, int]:
    """What was removed, and from where: enough to add it again."""
    gone: list[tuple[Tile, int]] = []

    def change(tiles: list[Tile]) -> str:
        index = _index(tiles, key)
        gone.append((tiles.pop(index), index))
        return f"Tile “{gone[0][0].title}” removed"

    _with_tiles(actor, dashboard_id, change)
    return gone[0]


@transaction.atomic
def share_dashboard(*, actor: User, dashboard_id: int, sharing: str) -> Dashboard:
    """Seen by its owner, their home team, or everyone who sees measures; each with the figures that they may see."""
    held = _held(actor, dashboard_id, "edit")
    if sharing not in Sharing.values:
        raise Invalid("metrics.sharing", "Choose who sees it.", fields={"sharing": "Choose who sees it."})
    if sharing == held.sharing:
        return held
    team = held.owner.team if sharing == Sharing.TEAM else None
    if sharing == Sharing.TEAM and team is None:
        raise Invalid(
            "metrics.no_team", "Its owner has no team.", fields={"sharing": "Its owner belongs to no team."}
        )
    held.sharing, held.team = sharing, team
    _save(held)
    record(
        DashboardShared(dashboard_id=held.pk, sharing=sharing, team_id=team.pk if team else None), actor=actor
    )
    return held


@transaction.atomic
def schedule_dashboard(
    *, actor: User, dashboard_id: int, every: str, day: int, hour: int, readers: Sequence[User]
) -> Dashboard:
    """Mail it to `readers` at the slots to come. They get the figures that they may see themselves."""
    held = _held(actor, dashboard_id, "edit")
    wrong = wrong_in_schedule(every, day, hour)
    if every != "never" and not readers:
        wrong["readers"] = "Choose at least one."
    if wrong:
        raise Invalid("metrics.schedule_invalid", "The schedule cannot be kept yet.", fields=wrong)
    held.every, held.day, held.hour, held.scheduled_at = every, day, hour, clock.now()
    _save(held)
    held.readers.exclude(user__in=readers).delete()
    DashboardReader.objects.bulk_create(
        [DashboardReader(dashboard=held, user=user) for user in readers], ignore_conflicts=True
    )
    record(
        DashboardScheduled(dashboard_id=held.pk, every=every, day=day, hour=hour, readers=len(readers)),
        actor=actor,
    )
    return held


@transaction.atomic
def delete_dashboard(*, actor: User, dashboard_id: int) -> Dashboard:
    """Off the list; nothing of it is lost, and it may be restored."""
    held = _held(actor, dashboard_id, "delete")
    held.deleted_at = clock.now()
    _save(held)
    record(DashboardDeleted(dashboard_id=held.pk, name=held.name), actor=actor)
    return held


@transaction.atomic
def restore_dashboard(*, actor: User, dashboard_id: int) -> Dashboard:
    held = Dashboard.objects.select_for_update().get(pk=deleted_dashboard(actor, dashboard_id).pk)
    held.deleted_at = None
    _save(held)
    record(DashboardRestored(dashboard_id=held.pk, name=held.name), actor=actor)
    return held


def require_edit(actor: User, dashboard_id: int, action: str = "edit") -> Dashboard:
    """Missing where it is not shown to the actor, Forbidden where it is another's."""
    found = dashboard_seen(actor, dashboard_id)
    if not access_of(actor).may("dashboard", action, found):
        raise Forbidden(
            "metrics.not_yours",
            f"“{found.name}” belongs to {found.owner}. Duplicate it to have one of your own.",
        )
    return found


@transaction.atomic
def _with_tiles(actor: User, dashboard_id: int, change: Callable[[list[Tile]], str]) -> Dashboard:
    held = _held(actor, dashboard_id, "edit")
    tiles = list(held.drawn)
    said = change(tiles)
    held.tiles = _keyed(tiles)
    return _changed(actor, held, said)


def _held(actor: User, dashboard_id: int, action: str, version: int | None = None) -> Dashboard:
    """Locked. Conflict where it changed meanwhile."""
    found = require_edit(actor, dashboard_id, action)
    held = Dashboard.objects.select_for_update(of=("self",)).select_related("owner__team").get(pk=found.pk)
    if version is not None and version != held.version:
        raise Conflict(
            "metrics.changed_meanwhile", "The dashboard changed meanwhile. Look at it again, then repeat."
        )
    return held


def _changed(actor: User, held: Dashboard, said: str) -> Dashboard:
    _save(held)
    record(DashboardChanged(dashboard_id=held.pk, what=said), actor=actor)
    return held


def _save(held: Dashboard) -> None:
    held.version += 1
    held.save()


def _index(tiles: list[Tile], key: str) -> int:
    found = next((i for i, tile in enumerate(tiles) if tile.key == key), None)
    if found is None:
        raise Missing
    return found


def _keyed(tiles: Sequence[Tile]) -> list[dict[str, object]]:
    """The plain form; a tile without a key gets the next free one."""
    if len(tiles) > MOST_TILES:
        raise Invalid("metrics.too_many_tiles", f"A dashboard holds at most {MOST_TILES} tiles.")
    last = max((int(tile.key) for tile in tiles if tile.key), default=0)
    kept = []
    for tile in tiles:
        if not tile.key:
            last += 1
            tile = replace(tile, key=str(last))
        kept.append(checked(tile).to_plain())
    return kept


def _named(name: str, about: str) -> tuple[str, str]:
    name, about = " ".join(name.split()), " ".join(about.split())
    wrong = {}
    if not name or len(name) > 80:
        wrong["name"] = "Write a name of at most 80 characters."
    if len(about) > 200:
        wrong["about"] = "At most 200 characters."
    if wrong:
        raise Invalid("metrics.dashboard_invalid", "This cannot be kept yet.", fields=wrong)
    return name, about
