"""Secrets at rest: sealed with keys that are never in the database."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from accrue.environment import environment
from accrue.errors import AccrueError


def seal(text: str) -> str:
    """Readable again only with one of ACCRUE_ENCRYPTION_KEYS."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises AccrueError where none of the keys fits."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise AccrueError(
            "accounts.key_missing",
            "A stored secret cannot be read: ACCRUE_ENCRYPTION_KEYS lacks the key it was sealed with.",
        ) from None


def reseal(sealed: str) -> str:
    """The same secret under the newest key."""
    return _keys().rotate(sealed.encode()).decode()


def _keys() -> MultiFernet:
    """The configured keys, newest first; without any, one made from the signing key, which is kept in ACCRUE_HOME."""
    given = [key.get_secret_value() for key in environment.encryption_keys]
    derived = hashlib.sha256(b"accrue.sealing:" + environment.signing_key.encode()).digest()
    return MultiFernet([Fernet(key) for key in [*given, base64.urlsafe_b64encode(derived).decode()]])
