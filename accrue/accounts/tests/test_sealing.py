"""Secrets at rest are sealed, with keys outside the database that can be changed."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.test import RequestFactory
from pydantic import SecretStr

from accrue.accounts import sealing
from accrue.environment import environment
from accrue.errors import AccrueError


@pytest.fixture
def keys(monkeypatch):
    def use(*given: str) -> None:
        monkeypatch.setattr(environment, "encryption_keys", [SecretStr(key) for key in given])

    return use


def test_sealed_text_shows_nothing(keys):
    keys(Fernet.generate_key().decode())
    sealed = sealing.seal("canary-secret")
    assert "canary" not in sealed
    assert sealing.unseal(sealed) == "canary-secret"


def test_keys_rotate_without_loss(keys):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    keys(old)
    sealed = sealing.seal("canary-secret")
    keys(new, old)
    assert sealing.unseal(sealed) == "canary-secret"
    again = sealing.reseal(sealed)
    keys(new)
    assert sealing.unseal(again) == "canary-secret"
    with pytest.raises(AccrueError, match="ACCRUE_ENCRYPTION_KEYS"):
        sealing.unseal(sealed)


def test_without_keys_the_signing_key_seals(keys, monkeypatch):
    keys()
    sealed = sealing.seal("canary-secret")
    assert sealing.unseal(sealed) == "canary-secret"
    monkeypatch.setitem(environment.__dict__, "signing_key", "another signing key of some length")
    with pytest.raises(AccrueError):
        sealing.unseal(sealed)


def test_the_key_of_an_authenticator_app_is_sealed(rep):
    from allauth.core import context
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    with context.request_context(RequestFactory().get("/")):
        TOTP.activate(rep, secret)
    stored = Authenticator.objects.get(user=rep)
    assert secret not in str(stored.data)
    assert sealing.unseal(stored.data["secret"]) == secret
