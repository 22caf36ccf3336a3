"""API tokens: made, resolved, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from accrue import clock
from accrue.accounts.kinds import kinds
from accrue.accounts.models import ApiToken, User
from accrue.errors import Invalid

MARK = "accrue_"
LONGEST = timedelta(days=366)


def known_scopes() -> list[str]:
    """`person:read`, `person:write`, … and the two that cover every kind."""
    return ["*:read", "*:write", *(f"{kind.key}:{right}" for kind in kinds() for right in ("read", "write"))]


def create_token(
    *, user: User, name: str, scopes: Iterable[str], expires_at: datetime
) -> tuple[ApiToken, str]:
    """The token and its secret, which is shown this once and never stored."""
    wanted = list(dict.fromkeys(scopes))
    if unknown := sorted(set(wanted) - set(known_scopes())):
        raise Invalid(
            "accounts.unknown_scope",
            f"There is no scope {unknown[0]}.",
            fields={"scopes": "Choose from the list."},
        )
    if not wanted:
        raise Invalid(
            "accounts.no_scope",
            "A token without a scope can do nothing. Choose at least one.",
            fields={"scopes": "Choose at least one."},
        )
    if not clock.now() < expires_at <= clock.now() + LONGEST:
        raise Invalid(
            "accounts.token_expiry",
            "A token expires within a year.",
            fields={"expires_at": "Choose a day within a year."},
        )
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        prefix=secret[:12],
        digest=digest(secret),
        scopes=wanted,
        expires_at=expires_at,
    )
    return token, secret


def revoke_token(*, user: User, token_id: int) -> None:
    ApiToken.objects.filter(user=user, pk=token_id, revoked_at=None).update(revoked_at=clock.now())


def token_for(secret: str) -> ApiToken | None:
    """The living token of a living user, or None. Notes its use once a minute at most."""
    now = clock.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest(secret), revoked_at=None, expires_at__gt=now)
        .filter(user__is_active=True, user__needs_second_factor=False)
        .first()
    )
    if token and (token.last_used_at is None or token.last_used_at < now - timedelta(minutes=1)):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def digest(secret: str) -> str:
    """256 random bits need no slow hash: nothing shorter than the whole space can be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
