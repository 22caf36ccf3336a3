"""What is one's own is nobody else's: another's token looks like one that never was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accrue import clock
from accrue.accounts.services import create_user
from accrue.accounts.tokens import create_token, token_for

pytestmark = pytest.mark.django_db


def test_only_ones_own_token_is_revoked():
    ana, tom = (
        create_user(email=f"{n}@example.org", name=n, roles=["administrator"]) for n in ("ana", "tom")
    )
    soon = clock.now() + timedelta(days=1)
    token, secret = create_token(user=ana, name="canary-token-name-7f3a", scopes=["*:read"], expires_at=soon)
    client = Client()
    client.force_login(tom)
    there, gone = client.post(f"/me/tokens/{token.pk}/revoke/"), client.post("/me/tokens/987654/revoke/")
    assert there.status_code == gone.status_code == 404
    assert token_for(secret)
    assert b"canary-token-name" not in client.get("/me/tokens/").content
    client.force_login(ana)
    assert client.post(f"/me/tokens/{token.pk}/revoke/").status_code == 302
    assert token_for(secret) is None
