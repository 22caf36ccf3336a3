"""The lists of records: their columns, their orders, the views that come with them. Areas register theirs.

A page of rows is drawn by hand from the cells of its columns, and loads only what they show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.filters.tree import EVERYTHING, Group
from accrue.ui.paging import Sort

ALL = "all"


@dataclass(frozen=True)
class ListColumn:
    """One column. `cell` gives the inside of its cell as escaped HTML, from a record and the reader.

    `loads` are the model's columns it needs, `joins` the records that come with the row. `detail` is the name that access
    levels know it by. `starts_down` begins a sort with the largest.
    """

    key: str
    label: str
    cell: Callable[[Any], str]
    sort: Sort | None = None
    detail: str = ""
    loads: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    is_number: bool = False
    starts_down: bool = False
    is_tight: bool = True  # its text stays on one line
    why_not: str = ""  # why it cannot be sorted
    prepare: Callable[[User, str, Sequence[Any]], None] | None = (
        None  # asked once for a page before its cells
    )

    @property
    def field(self) -> str:
        """The field that its cell shows, as `filters.editing` calls it."""
        return self.detail or self.key


@dataclass(frozen=True)
class ReadyView:
    """A view that comes with Accrue. Its conditions on what a reader may not ask are left out; of nothing else it shows nothing."""

    key: str
    label: str
    tree: Group = EVERYTHING
    sort: str = ""


@dataclass(frozen=True)
class ListOf:
    """The list of a kind. `pages` are the layouts and their addresses' names, the first one the usual.

    `shown` are the keys of the columns it has by itself, the first of which leads to the record and cannot be taken away.
    """

    kind: str
    all_label: str
    pages: dict[str, str]
    columns: tuple[ListColumn, ...]
    shown: tuple[str, ...]
    sort: str
    noun: tuple[str, str]
    ready: tuple[ReadyView, ...] = ()
    has_archive: bool = True
    sorts: tuple[Sort, ...] = ()
    peeks: bool = True  # False: a row's own link opens the record at the side
    kept: tuple[str, ...] = ()  # other parameters of its address that a change of filter keeps

    def column(self, key: str) -> ListColumn | None:
        return next((column for column in self.columns if column.key == key), None)

    def columns_for(self, actor: User) -> dict[str, ListColumn]:
        """The columns this user may have, those known only at run time too."""
        held = access.access_of(actor)
        found = {c.key: c for c in self.columns if not (c.detail and held.hides(self.kind, c.detail))}
        for source in _column_sources:
            found |= {c.key: c for c in source(actor, self.kind)}
        return found

    @property
    def views(self) -> tuple[ReadyView, ...]:
        return ReadyView(ALL, self.all_label), *self.ready


@dataclass(frozen=True)
class ListAction:
    """Something done with all rows of a list, which an area above offers: `url_name` takes the kind, and the address' query
    what the list shows. Only who may do `needs` with the kind is offered it."""

    key: str
    label: str
    icon: str
    url_name: str
    needs: str = "export"
    kinds: tuple[str, ...] = ()  # none named: of every kind


@dataclass(frozen=True)
class TickAction:
    """Something done with the ticked rows of a list: `url(kind)` is asked with `do` = `key`, their `ids`, and `said`.

    `needs` of the kind; only of `kinds` where some are named, only while `exactly` so many are ticked, and only where
    archived rows are shown (or are not) if `archived` says so. Opens in the dialog, else as a page.
    """

    key: str
    label: str
    icon: str
    url: Callable[[str], str]
    needs: str = "edit"
    kinds: tuple[str, ...] = ()
    exactly: int = 0
    archived: bool | None = None
    in_dialog: bool = True


type ColumnSource = Callable[[User, str], Sequence[ListColumn]]
_lists: dict[str, ListOf] = {}
_column_sources: list[ColumnSource] = []
_actions: dict[str, ListAction] = {}
_tick_actions: list[TickAction] = []
_covers: dict[str, Callable[[User, Any], None]] = {}


def register_list(of: ListOf) -> ListOf:
    if _lists.setdefault(of.kind, of) is not of:
        raise RuntimeError(f"the list of {of.kind} is declared twice")
    return of


def register_columns(source: ColumnSource) -> None:
    """Columns that are known only at run time: `source(actor, kind)` leaves out what the actor may not see."""
    if source not in _column_sources:
        _column_sources.append(source)


def list_of(kind: str) -> ListOf | None:
    return _lists.get(kind)


def kinds_with_lists() -> list[str]:
    return sorted(_lists)


def register_action(action: ListAction) -> ListAction:
    return _actions.setdefault(action.key, action)


def actions_for(actor: User, kind: str) -> list[ListAction]:
    """What may be done with all rows of this list."""
    held = access.access_of(actor)
    return [
        action
        for action in _actions.values()
        if held.may(kind, action.needs) and (not action.kinds or kind in action.kinds)
    ]


def register_tick_action(action: TickAction) -> None:
    if action not in _tick_actions:
        _tick_actions.append(action)


def tick_actions_for(actor: User, kind: str, *, archived: bool) -> list[TickAction]:
    """What may be done with ticked rows of this list."""
    held = access.access_of(actor)
    return [
        action
        for action in _tick_actions
        if held.may(kind, action.needs)
        and (not action.kinds or kind in action.kinds)
        and action.archived in (None, archived)
    ]


def register_cover(kind: str, cover: Callable[[User, Any], None]) -> None:
    """`cover(actor, record)` takes away what this reader may not see of the records that one leads to."""
    _covers[kind] = cover


def cover(actor: User, kind: str, record: Any) -> None:
    if kind in _covers:
        _covers[kind](actor, record)
