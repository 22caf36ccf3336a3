"""Everybody who may come to the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.test import Client

from accrue import clock
from accrue.accounts.access import Access, access_of
from accrue.accounts.models import Team, User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.accounts.tokens import create_token, token_for


@dataclass(frozen=True)
class Actor:
    name: str
    user: User | None  # None: nobody whom Accrue would let in
    secret: str = ""  # of an API token

    def client(self) -> Client:
        """A browser or a program of theirs that has asked nothing yet; a new one each time."""
        client = Client(raise_request_exception=False)
        if self.secret:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.secret}"
        elif self.session_key:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session_key
        return client

    @cached_property
    def session_key(self) -> str:
        """Of a session begun at the first call; "" for who has none."""
        return "" if self.secret else self.begin()

    def begin(self) -> str:
        """The key of a new session."""
        if self.user is None:
            return ""
        client = Client()
        client.force_login(self.user)
        return client.session.session_key

    @cached_property
    def rights(self) -> Access:
        """What they may do, as the database says at the first call."""
        assert self.user is not None
        held = access_of(User.objects.get(pk=self.user.pk))
        if not self.secret:
            return held
        token = token_for(self.secret)
        assert token is not None
        return held.restricted_to(frozenset(token.scopes))


@dataclass(frozen=True)
class HalfSignedIn(Actor):
    """Gave the password, not yet the second factor."""

    who: str = ""

    def begin(self) -> str:
        session = Client().session
        session["account_authentication_methods"] = [{"method": "password", "at": clock.now().timestamp()}]
        session["account_login"] = {
            "user_pk": self.who,
            "state": {"stages": {"current": "mfa_authenticate"}},
        }
        session.save()
        return session.session_key


@dataclass(frozen=True)
class Disabled(Actor):
    """Was signed in when an administrator disabled them."""

    def begin(self) -> str:
        return Actor(self.name, User.objects.get(email="disabled@example.org")).begin()


def everybody() -> dict[str, Actor]:
    """The cast, by name. Nobody of team South may see what only team North may."""
    ensure_built_in_roles()
    north, south = Team.objects.get_or_create(name="North")[0], Team.objects.get_or_create(name="South")[0]
    cast = {"anonymous": Actor("anonymous", None)}
    for name, role, team in [
        ("administrator", "administrator", None),
        ("manager", "manager", north),
        ("rep", "rep", north),
        ("rep of another team", "rep", south),
        ("marketer", "marketer", south),
        ("agent", "agent", south),
        ("finance", "finance", south),
        ("read-only", "read-only", south),
    ]:
        slug = name.replace(" ", "-")
        cast[name] = Actor(
            name,
            create_user(email=f"{slug}@example.org", name=name.title(), roles=[role], team=team),
        )
    create_user(email="disabled@example.org", name="Disabled", roles=["administrator"])
    User.objects.filter(email="disabled@example.org").update(is_active=False)
    cast["disabled"] = Disabled("disabled", None)
    cast["half signed in"] = HalfSignedIn("half signed in", None, who=str(cast["administrator"].user.pk))
    return cast


def programs(cast: dict[str, Actor]) -> dict[str, Actor]:
    """API tokens: of people with different rights, and of an administrator with different scopes."""
    soon = clock.now() + timedelta(days=30)

    def token(name: str, owner: str, *scopes: str) -> Actor:
        user = User.objects.get(pk=cast[owner].user.pk)
        _, secret = create_token(user=user, name=name, scopes=scopes, expires_at=soon)
        return Actor(name, user, secret)

    made = [
        token("token of an administrator, everything", "administrator", "*:read", "*:write"),
        token("token of an administrator, reading", "administrator", "*:read"),
        token("token of an administrator, people only", "administrator", "person:read", "person:write"),
        token("token of a rep, everything", "rep", "*:read", "*:write"),
        token("token of another team's rep, everything", "rep of another team", "*:read", "*:write"),
        token("token of a read-only user, everything", "read-only", "*:read", "*:write"),
    ]
    return {actor.name: actor for actor in made}
