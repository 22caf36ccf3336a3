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
    prepare: Callable[[User, str, Sequence[Any]], None] | None = (
        None  # asked once for a page before its cells
    )


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


type ColumnSource = Callable[[User, str], Sequence[ListColumn]]
_lists: dict[str, ListOf] = {}
_column_sources: list[ColumnSource] = []
_actions: dict[str, ListAction] = {}


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
    return [action for action in _actions.values() if held.may(kind, action.needs)]
