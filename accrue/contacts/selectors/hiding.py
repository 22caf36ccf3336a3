from __future__ import annotations

from collections.abc import Iterable

from accrue.accounts import access
from accrue.accounts.kinds import Level, kind_called
from accrue.accounts.models import User


def hidden_details(actor: User, kind: str) -> frozenset[str]:
    """The columns this user may not read, `phone_e164` with `phone`."""
    allowed = access.access_of(actor)
    hidden = {name for name in kind_called(kind).fields if allowed.hides(kind, name)}
    return frozenset(hidden | {"phone_e164"} if "phone" in hidden else hidden)


def writable_details(actor: User, kind: str, names: Iterable[str]) -> set[str]:
    """Those of the details that no role of this user keeps from being written."""
    allowed = access.access_of(actor)
    return {name for name in names if allowed.level(kind, name) is Level.WRITE}
