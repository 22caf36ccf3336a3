from __future__ import annotations

from typing import Any

from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User


def name_of(actor: User, kind: str, record: Any) -> str:
    """How the record is called to this user: an e-mail address does not stand for a name where it is hidden."""
    allowed = access.access_of(actor)
    if not allowed.may(kind, Action.SEE, record):
        return "A record you may not see"
    named = plain_name(record)
    return named or (f"Person {record.pk}" if allowed.hides(kind, "email") else str(record))


def plain_name(record: Any) -> str:
    """The name alone; empty for somebody of whom only the e-mail address is known."""
    if hasattr(record, "given_name"):
        return f"{record.given_name} {record.family_name}".strip()
    return str(record)
