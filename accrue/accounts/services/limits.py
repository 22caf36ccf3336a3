"""What holds whoever acts: nobody hands on more than they have, and somebody always administers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import models

from accrue.accounts.access import access_of
from accrue.accounts.kinds import Action, Scope
from accrue.accounts.models import Grant, Role, User
from accrue.accounts.roles import ADMINISTRATOR
from accrue.accounts.selectors import administrators
from accrue.errors import Conflict, Forbidden


def require_may_hand_on(actor: User, roles: Iterable[Role]) -> None:
    """Whoever may edit roles gives any; others only roles that reach no further than their own."""
    access = access_of(actor)
    if access.may("role", Action.EDIT):
        return
    for grant in Grant.objects.filter(role__in=list(roles)).select_related("role"):
        if access.scope(grant.kind, grant.action).reach < Scope(grant.scope).reach:
            raise Forbidden(
                "accounts.role_beyond_own",
                f"The role {grant.role.name} may do more than you may. Ask an administrator to give or take it.",
            )


@contextmanager
def keeping_an_administrator() -> Iterator[None]:
    """Refuse a change after which nobody could administer. The lock makes two such changes wait for each other."""
    Role.objects.select_for_update(no_key=True).filter(key=ADMINISTRATOR).first()
    had_one = administrators().exists()
    yield
    if had_one and not administrators().exists():
        raise Conflict(
            "accounts.last_administrator",
            "Nobody could administer Accrue any more. Make somebody else an administrator first.",
        )


def next_version(record: models.Model, seen: int | None, *, code: str, what: str) -> None:
    """Move `record.version` on by one, if it still is the one that was seen. Raises Conflict otherwise."""
    rows = type(record)._default_manager.filter(pk=record.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    if not rows.update(version=models.F("version") + 1):
        raise Conflict(code, f"Somebody changed this {what} meanwhile. Reload, and make your change again.")
    record.refresh_from_db()


def forget_access(user: User) -> None:
    """What was worked out for this very object earlier in the request no longer holds."""
    user.access_kept = None
