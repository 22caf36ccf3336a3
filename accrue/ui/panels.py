"""What areas above put on record pages: panels at the side, and figures in the strip.

A panel's address answers with its body. It is asked from within the page, so that one request draws all, and again by
the browser when news arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.safestring import SafeString, mark_safe

from accrue.errors import AccrueError
from accrue.ui.registry import May, Person, Registry, anyone


@dataclass(frozen=True, slots=True)
class Panel:
    """`on` names the kind of record ("person"); `url_name` takes its primary key and answers with the panel's body.

    One that `waits` is asked by the browser once the page is there, so that the page need not wait for it. `place` is
    "side", or "above" the timeline, where it is drawn without a frame.
    """

    on: str
    key: str
    title: str
    url_name: str
    order: int = 100
    may: May = anyone
    waits: bool = False
    place: str = "side"

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.on, self.key)

    def url(self, pk: Any) -> str:
        return reverse(self.url_name, args=[pk])


def _always(record: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class RecordAction:
    """A link at the head of a record's page; `url_name` takes its primary key, `fits` says for which records."""

    on: str
    key: str
    label: str
    icon: str
    url_name: str
    order: int = 100
    may: May = anyone
    fits: Callable[[Any], bool] = _always

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.on, self.key)


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure of the strip beneath a record's name: `value` as people read it, `note` small beneath it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of one area on one kind of record. `of(person, record)` gives them, at the cost of few queries."""

    on: str
    key: str
    of: Callable[[Person, Any], Sequence[Stat]]
    order: int = 100
    may: May = anyone

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.on, self.key)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel on a record's page; without a body it is loaded by the browser."""

    panel: Panel
    url: str
    body: SafeString


_SHOWN = "_record_of_the_page"

type Opened = Callable[[HttpRequest, str, Any], None]

_panels: Registry[Panel] = Registry()
_opened: list[Opened] = []
_stats: Registry[Stats] = Registry()
_actions: Registry[RecordAction] = Registry()


def register(panel: Panel) -> Panel:
    return _panels.register(panel)


def panels_on(kind: str, person: Person, place: str = "side") -> list[Panel]:
    return [panel for panel in _panels.for_person(person) if (panel.on, panel.place) == (kind, place)]


def panels() -> list[Panel]:
    return list(_panels)


def when_opened(hear: Opened) -> None:
    """Call this whenever somebody looks at a record that has panels."""
    _opened.append(hear)


def drawn_on(request: HttpRequest, kind: str, record: Any) -> list[Drawn]:
    """The panels of a record's page. The page has seen to it that this person may see the record."""
    for hear in _opened:
        hear(request, kind, record)
    setattr(request, _SHOWN, record)
    return [_drawn(request, panel, panel.url(record.pk)) for panel in panels_on(kind, request.user)]


def drawn_above(request: HttpRequest, kind: str, record: Any) -> SafeString:
    """What stands above the timeline of a record's page."""
    setattr(request, _SHOWN, record)
    found = panels_on(kind, request.user, "above")
    return mark_safe("".join(_drawn(request, panel, panel.url(record.pk)).body for panel in found))  # noqa: S308  # views drew them


def shown[R](request: HttpRequest, kind: type[R], pk: int) -> R | None:
    """The record whose page this panel is drawn within, which need not be asked for again; None when asked alone."""
    found: Any = getattr(request, _SHOWN, None)
    return found if isinstance(found, kind) and found.pk == pk else None  # type: ignore[attr-defined]  # a record


def _drawn(request: HttpRequest, panel: Panel, url: str) -> Drawn:
    if panel.waits:
        return Drawn(panel, url, mark_safe(""))
    match = resolve(url)
    try:
        answer = match.func(request, *match.args, **match.kwargs) if request.method == "GET" else None
    except AccrueError:
        answer = None  # the browser asks again, and says why not
    body = answer.content.decode() if answer is not None and answer.status_code == 200 else ""
    return Drawn(panel, url, mark_safe(body))  # noqa: S308  # a view drew it


def register_stats(stats: Stats) -> Stats:
    return _stats.register(stats)


def stats_on(kind: str, person: Person, record: Any) -> list[Stat]:
    """Every figure this person may see of the record, in the order of the areas."""
    return [
        stat for stats in _stats.for_person(person) if stats.on == kind for stat in stats.of(person, record)
    ]


def register_action(action: RecordAction) -> RecordAction:
    return _actions.register(action)


def record_actions() -> list[RecordAction]:
    return list(_actions)


def actions_on(kind: str, person: Person, record: Any) -> list[tuple[RecordAction, str]]:
    """What areas above offer to do with this record, and where."""
    fitting = (one for one in _actions.for_person(person) if one.on == kind and one.fits(record))
    return [(one, reverse(one.url_name, args=[record.pk])) for one in fitting]
