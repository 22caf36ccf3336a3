from __future__ import annotations

from accrue.accounts import access
from accrue.accounts.models import User


def owners(actor: User) -> list[User]:
    """Who may be given a record, as far as this user knows them, by name."""
    return list(access.visible(actor, User.objects.filter(is_active=True)).order_by("name", "pk"))
