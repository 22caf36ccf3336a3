"""Which details of a record somebody is shown, in which groups and order.

A layout is of a role, or of everybody. A role without one has everybody's, and without that the usual one. Whoever has
several roles is shown what any of them shows, in the order of the role that puts the least away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from accrue.accounts import access, stamps
from accrue.accounts.models import Role, User
from accrue.filters.custom.definitions import PREFIX, definitions
from accrue.filters.custom.models import PageLayout

STAMP = "page_layouts"
MAIN, MORE = "Details", "More details"


@dataclass(frozen=True, slots=True)
class Built:
    """A detail that comes with Accrue. What is `is_kept` cannot be put away: a record is not to be found without it."""

    name: str
    label: str
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    hidden: frozenset[str] = frozenset()


_built: dict[str, tuple[Built, ...]] = {}
_kept: tuple[str, dict[str, dict[int | None, Layout]]] | None = None


def register_details(kind: str, *details: Built) -> None:
    """What the record page of a kind shows by itself, in the usual order."""
    _built[kind] = details


def kinds_laid_out() -> list[str]:
    return list(_built)


def built(kind: str) -> tuple[Built, ...]:
    return _built.get(kind, ())


def labels_of(kind: str) -> dict[str, str]:
    """Every detail that a layout can name, and what it is called."""
    own = {one.name: one.label for one in built(kind)}
    return own | {one.name: one.label for one in definitions(kind).values()}


def always_shown(kind: str) -> set[str]:
    return {one.name for one in built(kind) if one.is_kept}


def usual(kind: str) -> Layout:
    names = list(labels_of(kind))
    groups = (
        (MAIN, tuple(name for name in names if not name.startswith(PREFIX))),
        (MORE, tuple(name for name in names if name.startswith(PREFIX))),
    )
    return Layout(tuple((title, fields) for title, fields in groups if fields))


def layouts(kind: str) -> Mapping[int | None, Layout]:
    """The layouts of a kind by the id of their role. Asks the database only after one was changed."""
    global _kept
    stamp = stamps.stamp_of(STAMP)
    if not stamp:
        return {}
    if _kept is None or _kept[0] != stamp:
        found: dict[str, dict[int | None, Layout]] = {}
        for one in PageLayout.objects.all():
            found.setdefault(one.kind, {})[one.role_id] = layout_of(one)
        _kept = stamp, found
    return _kept[1].get(kind, {})


def layout_of(stored: PageLayout) -> Layout:
    sections = tuple((one["title"], tuple(one["fields"])) for one in stored.sections)
    return Layout(sections, frozenset(stored.hidden))


def layout_for(actor: User, kind: str) -> Layout | None:
    """What holds for this person; None: the usual one. One query, and none while nothing of the kind was laid out."""
    access.access_of(actor)
    known = layouts(kind)
    if not known:
        return None
    theirs = [known.get(pk, known.get(None)) for pk in _roles_of(actor)] or [known.get(None)]
    found = [one for one in theirs if one is not None]
    if len(found) < len(theirs):  # a role of theirs has the usual layout, which shows everything
        return None
    best = min(found, key=lambda one: len(one.hidden))
    return Layout(best.sections, frozenset.intersection(*(one.hidden for one in found)))


def _roles_of(actor: User) -> list[int]:
    held = Role.objects.filter(Q(users=actor) | Q(teams__members=actor)).distinct()
    return list(held.order_by("name", "pk").values_list("pk", flat=True))


def grouped(layout: Layout, names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The names under their headings; those the layout does not know stand at the end, those it puts away nowhere."""
    left = [name for name in names if name not in layout.hidden]
    found: list[tuple[str, list[str]]] = []
    for title, fields in layout.sections:
        here = [name for name in fields if name in left]
        left = [name for name in left if name not in here]
        if here:
            found.append((title, here))
    if left and found and found[-1][0] == MORE:
        found[-1][1].extend(left)
    elif left:
        found.append((MORE if found else MAIN, left))
    return found


def arranged[T](
    actor: User, kind: str, fields: Mapping[str, T], *, called: Mapping[str, str] | None = None
) -> dict[str, T]:
    """The inputs of a form in the order of the layout, without what it puts away; what must be filled in always stays.

    `called` gives the name of a detail whose input has another. Inputs that are no details keep their places.
    """
    layout = layout_for(actor, kind)
    if layout is None:
        return dict(fields)
    names, always = {name: (called or {}).get(name, name) for name in fields}, always_shown(kind)
    order = {name: n for n, name in enumerate(name for _, group in layout.sections for name in group)}
    shown = [
        name
        for name, field in fields.items()
        if names[name] in always or names[name] not in layout.hidden or getattr(field, "required", False)
    ]
    placed = iter(
        sorted((name for name in shown if names[name] in order), key=lambda name: order[names[name]])
    )
    sorted_names = [next(placed) if names[name] in order else name for name in shown]
    return {name: fields[name] for name in sorted_names}
