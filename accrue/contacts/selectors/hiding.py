from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accrue.accounts import access
from accrue.accounts.kinds import Level, kind_called, kind_of
from accrue.accounts.models import User


def hidden_details(actor: User, kind: str) -> frozenset[str]:
    """The columns this user may not read, `phone_e164` with `phone`."""
    allowed = access.access_of(actor)
    hidden = {name for name in kind_called(kind).fields if allowed.hides(kind, name)}
    return frozenset(hidden | {"phone_e164"} if "phone" in hidden else hidden)


def typed_texts(actor: User, record: Any) -> dict[str, str | None]:
    """What was typed of a record where its standard form differs, as far as this user may read the detail."""
    hidden = hidden_details(actor, kind_of(type(record)).key)
    return {name: text for name, text in record.raw.items() if name not in hidden}


def writable_details(actor: User, kind: str, names: Iterable[str]) -> set[str]:
    """Those of the details that no role of this user keeps from being written."""
    allowed = access.access_of(actor)
    return {name for name in names if allowed.level(kind, name) is Level.WRITE}
