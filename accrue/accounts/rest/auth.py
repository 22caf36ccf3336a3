from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from accrue.accounts.access import access_of
from accrue.accounts.models import ApiToken, User
from accrue.accounts.tokens import token_for


class TokenAuth(HttpBearer):
    """`Authorization: Bearer accrue_…`. The token's scopes narrow what its user may do."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = resolve(request, token)
        return found.user if found else None


def resolve(request: HttpRequest, secret: str) -> ApiToken | None:
    """The token of a request, looked up once however many layers ask."""
    kept: dict[str, ApiToken | None] = request.__dict__.setdefault("_api_tokens", {})
    if secret not in kept:
        found = kept[secret] = token_for(secret)
        if found:
            user = found.user
            user.access_kept = access_of(user).restricted_to(frozenset(found.scopes))
            request.user = user
    return kept[secret]


def bearer(request: HttpRequest) -> str | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret if kind.lower() == "bearer" and secret else None


def actor_of(request: HttpRequest) -> User:
    """The user a request acts for; only inside authenticated operations."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("an operation without a signed-in user asked who acts")
    return user
