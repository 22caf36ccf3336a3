"""Two records that may be the same, told by whoever wrote one of them. A higher area keeps a queue of such pairs.

Held apart from `inspecting`: a suspicion never refuses anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`certainty` from 0 to 1 that `record_id` and `other_id` are the same."""

    record_id: int
    other_id: int
    certainty: float


type Keeper = Callable[[str, Sequence[Suspicion]], None]
type Forgetter = Callable[[str, Collection[int]], None]
_keepers: list[tuple[Keeper, Mapping[str, str], Forgetter]] = []


def register(keeper: Keeper, pages: Mapping[str, str], forgetter: Forgetter) -> None:
    """`pages` name for each kind the address where its queue is looked through."""
    _keepers[:] = [(keeper, pages, forgetter)]


def queue_page(kind: str) -> str:
    """The name of the address of a kind's queue; empty where nobody keeps one."""
    return _keepers[0][1].get(kind, "") if _keepers else ""


def suspect(kind: str, pairs: Sequence[Suspicion]) -> None:
    """Let somebody look at these pairs of a kind later; nothing happens where nobody keeps a queue."""
    for keep, _, _ in _keepers if pairs else ():
        keep(kind, pairs)


def forget(kind: str, ids: Collection[int]) -> None:
    """These records are there no more: nobody needs to look at pairs of them."""
    for _, _, drop in _keepers if ids else ():
        drop(kind, ids)
