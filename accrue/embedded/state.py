"""A look at the embedded server from outside: it starts nothing."""

import os
from dataclasses import dataclass
from pathlib import Path

from accrue.embedded import leases
from accrue.embedded.places import places_of


@dataclass(frozen=True)
class State:
    """Where a home's database lives, whether it was ever made, and how many processes use it now."""

    data: Path
    log: Path
    sockets: Path
    exists: bool
    users: int


def look(home: Path) -> State:
    """The state of a home's embedded server."""
    places = places_of(home, as_root=os.geteuid() == 0)
    users = 0
    if places.lock.exists():
        with leases.exclusive(places.lock):
            users = leases.living(places.leases)
    return State(
        data=places.data,
        log=places.log,
        sockets=places.sockets,
        exists=(places.data / "PG_VERSION").exists(),
        users=users,
    )
