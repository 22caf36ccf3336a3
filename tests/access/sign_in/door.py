"""The ways in, as the tests of signing in walk them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import re
import struct
import time

from allauth.core import context
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory

from accrue.accounts import challenge
from accrue.accounts.models import User

PASSWORD, NEW = "orbit-lantern-mosaic-37", "velvet-harbour-stencil-58"


def sign_in(client: Client, email: str = "ana@example.org", password: str = PASSWORD, **extra):
    return client.post("/sign-in/", {"login": email, "password": password}, **extra)


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def totp_of(user: User) -> str:
    secret = generate_totp_secret()
    with context.request_context(RequestFactory().get("/")):
        TOTP.activate(user, secret)
    return secret


def code(secret: str, at: float | None = None) -> str:
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def everywhere_in_the_database(words: str) -> list[str]:
    """Tables in which these words stand, sessions read as Django reads them."""
    found = []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{words}%"])
            found += [table] if cursor.fetchone() != (0,) else []
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    return found + ["sessions" for session in sessions if words in session]


def without_tokens(answer) -> str:
    """The page, less what is drawn anew for each request."""
    text = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return re.sub(r'name="csrf" content="[^"]*"', "", text)


def is_challenged(answer) -> bool:
    return answer.status_code == 429 and b"<ac-challenge" in answer.content


def ten_posts(address: str = "127.0.0.1") -> None:
    for n in range(10):
        sign_in(Client(REMOTE_ADDR=address), email=f"guess{n}@example.org", password="wrong-wrong-wrong")


def challenge_in(answer) -> dict[str, str]:
    """The hidden fields of a challenge."""
    return dict(
        re.findall(r'<input type="hidden" name="(held_back\w*)" value="([^"]*)"', answer.content.decode())
    )


def solved(answer) -> dict[str, str]:
    """The fields of a challenge with its answer, found as a browser finds it."""
    fields = challenge_in(answer)
    asked = re.search(r'data-puzzle="(\w+)" data-bits="(\d+)"', answer.content.decode())
    number = next(str(n) for n in itertools.count() if challenge.solves(asked[1], str(n), int(asked[2])))
    return fields | {challenge.ANSWER: number}
