from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accrue.accounts.models import Grant, Membership, Role, Team, User
from accrue.accounts.roles import ROLES, grants_of
from accrue.errors import Conflict


@transaction.atomic
def ensure_built_in_roles() -> None:
    """Make the built-in roles where they are missing; roles somebody changed stay as they are."""
    for key, (name, _) in ROLES.items():
        role, made = Role.objects.get_or_create(key=key, defaults={"name": name, "is_built_in": True})
        if made:
            Grant.objects.bulk_create(
                [
                    Grant(role=role, kind=kind, action=action, scope=scope)
                    for kind, action, scope in grants_of(key)
                ]
            )


@transaction.atomic
def create_user(
    *, email: str, name: str, password: str | None = None, roles: Iterable[str] = (), team: Team | None = None
) -> User:
    """A new person who works here. Without a password they choose one through their invitation."""
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict("accounts.email_taken", f"Somebody signs in as {email} already.")
    user = User(email=email.strip().lower(), name=name.strip(), team=team)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    user.roles.set(Role.objects.filter(key__in=list(roles)))
    if team:
        Membership.objects.create(user=user, team=team)
    return user
