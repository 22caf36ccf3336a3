"""What areas above put on record pages: panels at the side, which load by themselves, and figures in the strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accrue.ui.registry import May, Person, Registry, anyone


@dataclass(frozen=True, slots=True)
class Panel:
    """`on` names the kind of record ("person"); `url_name` takes its primary key and answers with the panel's body."""

    on: str
    key: str
    title: str
    url_name: str
    order: int = 100
    may: May = anyone

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.on, self.key)

    def url(self, pk: Any) -> str:
        return reverse(self.url_name, args=[pk])


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


_panels: Registry[Panel] = Registry()
_stats: Registry[Stats] = Registry()


def register(panel: Panel) -> Panel:
    return _panels.register(panel)


def panels_on(kind: str, person: Person) -> list[Panel]:
    return [panel for panel in _panels.for_person(person) if panel.on == kind]


def panels() -> list[Panel]:
    return list(_panels)


def register_stats(stats: Stats) -> Stats:
    return _stats.register(stats)


def stats_on(kind: str, person: Person, record: Any) -> list[Stat]:
    """Every figure this person may see of the record, in the order of the areas."""
    return [
        stat for stats in _stats.for_person(person) if stats.on == kind for stat in stats.of(person, record)
    ]
