"""How each kind's record is found and written, for what edits custom fields wherever the area is. Areas register theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accrue.accounts.models import User
from accrue.errors import Missing


@dataclass(frozen=True, slots=True)
class Keeper:
    """`find(actor, id)` raises Missing; `write(actor, id, version, custom)` calls the area's own service."""

    find: Callable[[User, int], Any]
    write: Callable[[User, int, int, dict[str, Any]], Any]


_keepers: dict[str, Keeper] = {}


def register_keeper(kind: str, keeper: Keeper) -> None:
    _keepers[kind] = keeper


def keeper_of(kind: str) -> Keeper:
    if kind not in _keepers:
        raise Missing
    return _keepers[kind]
