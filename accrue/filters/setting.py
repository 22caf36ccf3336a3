"""How a list is set: what an address, a saved view and a change between the two are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from accrue.accounts.models import User
from accrue.filters.checking import checked
from accrue.filters.lists import ListOf
from accrue.filters.models import Density, View
from accrue.filters.tree import EVERYTHING, BadFilter, Group

LONGEST_Q = 100
MOST_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """Empty `sort`, `columns`, `density` and `layout` mean the list's own."""

    tree: Group = EVERYTHING
    q: str = ""
    archived: bool = False
    sort: str = ""
    columns: tuple[str, ...] = ()
    density: str = ""
    layout: str = ""

    @classmethod
    def of_view(cls, view: View) -> Setting:
        return cls(
            view.tree, view.q, view.archived, view.sort, tuple(view.columns), view.density, view.layout
        )


NAMES = ("tree", "q", "archived", "sort", "columns", "density", "layout")


def require_setting(actor: User, of: ListOf, setting: Setting) -> None:
    """Raise BadFilter (400) where something in it is not declared for this list, or hidden from this user.

    Nothing is asked of the database.
    """
    checked(actor, of.kind, setting.tree)
    columns = of.columns_for(actor)
    if setting.sort and setting.sort.removeprefix("-") not in sorts_for(actor, of):
        known = ", ".join(sorts_for(actor, of))
        raise BadFilter({"sort": f"It cannot be sorted by “{setting.sort[:40]}”, but by: {known}."})
    if unknown := [key for key in setting.columns if key not in columns]:
        raise BadFilter({"columns": f"There is no column “{unknown[0][:40]}”."})
    if len(setting.columns) > MOST_COLUMNS:
        raise BadFilter({"columns": f"A list has {MOST_COLUMNS} columns at most."})
    if setting.density not in Density.values:
        raise BadFilter({"density": "Rows are normal or compact."})
    if setting.layout and setting.layout not in of.pages:
        raise BadFilter({"layout": f"The list is laid out as: {', '.join(of.pages)}."})
    if len(setting.q) > LONGEST_Q:
        raise BadFilter({"q": f"A search has {LONGEST_Q} characters at most."})


def without_gone(actor: User, of: ListOf, setting: Setting) -> Setting:
    """A kept setting without the columns and the order that this reader does not have: since it was kept, a field may have
    been archived, or hidden from them. Its filter stays as it is, for without a condition it would show more."""
    there = of.columns_for(actor)
    is_sorted = setting.sort.removeprefix("-") in sorts_for(actor, of)
    return replace(
        setting,
        sort=setting.sort if is_sorted else "",
        columns=tuple(key for key in setting.columns if key in there),
    )


def sorts_for(actor: User, of: ListOf) -> list[str]:
    """The keys a list may be sorted by, for this user."""
    return [column.sort.key for column in of.columns_for(actor).values() if column.sort is not None]
