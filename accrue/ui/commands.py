"""What the palette (Ctrl-K) finds: the pages of the menu, actions, and records of every area that registers a search."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from accrue.ui import navigation
from accrue.ui.registry import May, Person, Registry, anyone


@dataclass(frozen=True, slots=True)
class Command:
    """An action. `target` is an address, or "#theme", "#keys", or "#id" of an element that is pressed."""

    label: str
    icon: str
    target: str
    hotkey: str = ""
    order: int = 100
    may: May = anyone

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.label,)


@dataclass(frozen=True, slots=True)
class Result:
    """One record found: `note` is the small grey text that tells two of the same name apart."""

    label: str
    url: str
    icon: str
    note: str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """`search(request, q)` gives at most a handful of results that this person may see; q has two letters or more.

    Where the records have a `kind`, `records(request, ids)` gives those of them this person may see.
    """

    key: str
    label: str
    search: Callable[[HttpRequest, str], Iterable[Result]]
    order: int = 100
    may: May = anyone
    kind: str = ""
    records: Callable[[HttpRequest, Collection[int]], Iterable[Result]] | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.key,)


@dataclass(frozen=True, slots=True)
class Found:
    label: str
    icon: str
    target: str
    hotkey: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Groups of results. Where no record matches, `instead` is the needle that was probably meant and did match."""

    groups: list[tuple[str, list[Found]]]
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """Records by source; `instead` as in Answer."""

    groups: list[tuple[Source, list[Result]]]
    instead: str = ""


type Recent = Callable[[HttpRequest], Iterable[Result]]
type Respelt = Callable[[str], Iterable[str]]

_commands: Registry[Command] = Registry()
_sources: Registry[Source] = Registry()
_recent: list[Recent] = []
_respelt: list[Respelt] = []
SHORTEST = 2
PER_SOURCE = 6


def register(command: Command) -> Command:
    return _commands.register(command)


def register_search(source: Source) -> Source:
    return _sources.register(source)


def sources(person: Person) -> list[Source]:
    return _sources.for_person(person)


def recent_by(give: Recent) -> None:
    """Fill the palette from this before anything is typed."""
    _recent.append(give)


def respelt_by(give: Respelt) -> None:
    """Ask this for other needles where none of the records matches."""
    _respelt.append(give)


def find(request: HttpRequest, q: str) -> Answer:
    """Groups of results for the palette: records first, for they are what people look for, then pages and actions."""
    person: Person = request.user
    matched = search(request, person, q)
    groups = [(source.label, [_found(r) for r in results]) for source, results in matched.groups]
    words = q.casefold()
    pages = [
        Found(item.label, item.icon, item.url, item.hotkey)
        for item in navigation.items()
        if item.may(person) and not item.by_post and words in item.label.casefold()
    ]
    actions = [
        Found(command.label, command.icon, command.target, command.hotkey)
        for command in _commands.for_person(person)
        if words in command.label.casefold()
    ]
    recent = [_found(result) for give in _recent for result in give(request)] if not q else []
    more = [("Recent", recent), ("Go to", pages), ("Actions", actions)]
    return Answer([*groups, *((label, found) for label, found in more if found)], matched.instead)


def search(request: HttpRequest, person: Person, q: str) -> Matched:
    """Records of every area that match; where none does, those that match the likeliest other spelling."""
    if len(q) < SHORTEST:
        return Matched([])
    if groups := _matching(request, person, q):
        return Matched(groups)
    for other in (other for give in _respelt for other in give(q)):
        if groups := _matching(request, person, other):
            return Matched(groups, other)
    return Matched([])


def _matching(request: HttpRequest, person: Person, q: str) -> list[tuple[Source, list[Result]]]:
    found = [(source, list(source.search(request, q))[:PER_SOURCE]) for source in sources(person)]
    return [(source, results) for source, results in found if results]


def _found(result: Result) -> Found:
    return Found(result.label, result.icon, result.url, note=result.note)
