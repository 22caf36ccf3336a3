"""What the palette (Ctrl-K) finds: the pages of the menu, actions, and records of every area that registers a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


@dataclass(frozen=True, slots=True)
class Source:
    """`search(request, q)` gives at most a handful of results that this person may see; q has two letters or more."""

    key: str
    label: str
    search: Callable[[HttpRequest, str], Iterable[Result]]
    order: int = 100
    may: May = anyone

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


_commands: Registry[Command] = Registry()
_sources: Registry[Source] = Registry()
SHORTEST = 2
PER_SOURCE = 6


def register(command: Command) -> Command:
    return _commands.register(command)


def register_search(source: Source) -> Source:
    return _sources.register(source)


def find(request: HttpRequest, q: str) -> list[tuple[str, list[Found]]]:
    """Groups of results for the palette: records first, for they are what people look for, then pages and actions."""
    person: Person = request.user
    groups = _records(request, person, q) if len(q) >= SHORTEST else []
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
    return [(label, found) for label, found in [*groups, ("Go to", pages), ("Actions", actions)] if found]


def _records(request: HttpRequest, person: Person, q: str) -> list[tuple[str, list[Found]]]:
    return [
        (
            source.label,
            [
                Found(r.label, r.icon, r.url, note=r.note)
                for r in list(source.search(request, q))[:PER_SOURCE]
            ],
        )
        for source in _sources.for_person(person)
    ]
