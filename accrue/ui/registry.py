"""An ordered list that areas above put things into: register once, by a key of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

type Person = AbstractBaseUser | AnonymousUser
type May = Callable[[Person], bool]


def anyone(person: Person) -> bool:
    return True


class Entry(Protocol):
    @property
    def identity(self) -> tuple[str, ...]: ...
    @property
    def order(self) -> int: ...
    @property
    def may(self) -> May: ...


class Registry[E: Entry]:
    """Entries by identity, given out in order (ties in the order of registration)."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, ...], E] = {}

    def register(self, entry: E) -> E:
        if self._entries.setdefault(entry.identity, entry) != entry:
            raise ValueError(f"{'.'.join(entry.identity)} is registered twice")
        return entry

    def __iter__(self) -> Iterator[E]:
        return iter(sorted(self._entries.values(), key=lambda entry: entry.order))

    def for_person(self, person: Person) -> list[E]:
        return [entry for entry in self if entry.may(person)]
