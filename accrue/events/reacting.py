"""Who reacts to what. Reactions are named for what they do and must bear a repeat: they run at least once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from accrue.events.facts import Fact
from accrue.events.models import Event

type Reaction = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Registered:
    name: str
    run: Reaction
    tells_of_one: bool = False


_by_fact: dict[str, list[Registered]] = {}
_by_name: dict[str, Registered] = {}
_as_a_whole: ContextVar[bool] = ContextVar("told_as_a_whole", default=False)


def reacts_to(*facts: type[Fact], tells_of_one: bool = False) -> Callable[[Reaction], Reaction]:
    """Run the decorated function, in a job of its own, for every event of these facts.

    One that tells people what happened to a single record says so: within `told_as_a_whole` it is left out.
    """

    def register(run: Reaction) -> Reaction:
        name = f"{run.__module__.removeprefix('accrue.').removesuffix('.reactions')}.{run.__name__}"
        registered = Registered(name, run, tells_of_one)
        if name in _by_name:
            raise RuntimeError(f"two reactions are called {name}")
        _by_name[name] = registered
        for fact in facts:
            _by_fact.setdefault(fact.__name__, []).append(registered)
        return run

    return register


@contextmanager
def told_as_a_whole(whole: bool = True) -> Iterator[None]:
    """Within, nobody is told of single records: who changes thousands tells each person once of all of them."""
    before = _as_a_whole.set(whole)
    try:
        yield
    finally:
        _as_a_whole.reset(before)


def reactions_to(name: str) -> list[Registered]:
    """Those that a fact recorded now calls for."""
    found = _by_fact.get(name, [])
    return [one for one in found if not one.tells_of_one] if _as_a_whole.get() else found


def reaction_called(name: str) -> Registered:
    return _by_name[name]
