from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accrue.accounts.models import ApiToken, User
from accrue.accounts.tokens import create_token, revoke_token
from accrue.errors import Missing
from accrue.events.catalogue import ApiTokenCreated, ApiTokenRevoked
from accrue.events.services import record


@transaction.atomic
def create_api_token(
    *, actor: User, name: str, scopes: Iterable[str], expires_at: datetime
) -> tuple[ApiToken, str]:
    """A token of one's own and its secret, which is nowhere else."""
    token, secret = create_token(user=actor, name=name, scopes=scopes, expires_at=expires_at)
    fact = ApiTokenCreated(user_id=actor.pk, token_id=token.pk, name=token.name, scopes=list(token.scopes))
    record(fact, actor=actor)
    return token, secret


@transaction.atomic
def revoke_api_token(*, actor: User, token_id: int) -> None:
    token = ApiToken.objects.filter(user=actor, pk=token_id).first()
    if token is None:
        raise Missing
    if token.revoked_at is None:
        revoke_token(user=actor, token_id=token_id)
        record(ApiTokenRevoked(user_id=actor.pk, token_id=token_id, name=token.name), actor=actor)
