"""Who reacts to what. Reactions are named for what they do and must bear a repeat: they run at least once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accrue.events.facts import Fact
from accrue.events.models import Event

type Reaction = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Registered:
    name: str
    run: Reaction


_by_fact: dict[str, list[Registered]] = {}
_by_name: dict[str, Registered] = {}


def reacts_to(*facts: type[Fact]) -> Callable[[Reaction], Reaction]:
    """Run the decorated function, in a job of its own, for every event of these facts."""

    def register(run: Reaction) -> Reaction:
        name = f"{run.__module__.removeprefix('accrue.').removesuffix('.reactions')}.{run.__name__}"
        registered = Registered(name, run)
        if name in _by_name:
            raise RuntimeError(f"two reactions are called {name}")
        _by_name[name] = registered
        for fact in facts:
            _by_fact.setdefault(fact.__name__, []).append(registered)
        return run

    return register


def reactions_to(name: str) -> list[Registered]:
    return _by_fact.get(name, [])


def reaction_called(name: str) -> Registered:
    return _by_name[name]
