"""Panels of record pages. An area above registers one; it loads by itself from that area's own address."""

from __future__ import annotations

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


_panels: Registry[Panel] = Registry()


def register(panel: Panel) -> Panel:
    return _panels.register(panel)


def panels_on(kind: str, person: Person) -> list[Panel]:
    return [panel for panel in _panels.for_person(person) if panel.on == kind]


def panels() -> list[Panel]:
    return list(_panels)
