"""A13: who gave only a password is still outside."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accrue.accounts import services
from accrue.accounts.models import User
from accrue.events.models import Event
from tests.access.sample import Sample
from tests.access.sign_in.door import NEW, PASSWORD, code, everywhere_in_the_database, is_in, sign_in, totp_of
from tests.access.walk import PARAMETER, routes

pytestmark = pytest.mark.django_db


class TestA13SecondFactor:
    @pytest.fixture
    def half(self, ana) -> Client:
        """Gave the password of somebody who has a second factor."""
        self.secret = totp_of(ana)
        client = Client()
        assert sign_in(client)["Location"] == "/sign-in/second/"
        return client

    def test_half_signed_in_is_anonymous_on_every_address(self, half, boss):
        sample = Sample()
        sample._made |= {"administrator": boss, "read-only": boss, "rep": boss, "system": 1}
        seen = 0
        for route in routes():
            if route.startswith("live/"):
                continue
            where = "/" + PARAMETER.sub("1", route.replace("^", "").replace("\\", ""))
            if "(?P" in where:
                continue
            anonymous, answer = Client().get(where), half.get(where)
            if where in ("/sign-in/", "/sign-in/second/", "/sign-in/passkey/"):
                continue  # where the second half happens
            assert (answer.status_code, answer.headers.get("Location")) == (
                anonymous.status_code,
                anonymous.headers.get("Location"),
            ), where
            assert answer.status_code in (302, 401, 404, 405) or where.startswith(
                ("/sign-in/", "/api/v1/docs", "/api/v1/openapi", "/healthz", "/readyz", "/metrics", "/ui/")
            ), (where, answer.status_code)
            seen += 1
        assert seen > 40

    def test_the_code_lets_in_once(self, half):
        now = code(self.secret)
        assert half.post("/sign-in/second/", {"code": "000000"}).status_code == 200
        assert not is_in(half)
        assert half.post("/sign-in/second/", {"code": now}).status_code == 302
        assert is_in(half)
        again = Client()
        sign_in(again)
        assert again.post("/sign-in/second/", {"code": now}).status_code == 200, "a code works once"
        assert not is_in(again)

    def test_codes_cannot_be_tried_for_ever(self, half):
        answers = [half.post("/sign-in/second/", {"code": f"{n:06}"}) for n in range(15)]
        assert half.post("/sign-in/second/", {"code": code(self.secret)}).status_code != 302 or not is_in(
            half
        )
        assert any("Too many" in answer.content.decode() for answer in answers)

    def test_also_after_a_reset(self, ana, work):
        totp_of(ana)
        Client().post("/sign-in/password/reset/", {"email": ana.email})
        work()
        client = Client()
        path = (
            "/" + re.search(r"http\S+/sign-in/password/reset/\S+/", mail.outbox[-1].body)[0].split("/", 3)[3]
        )
        where = client.get(path, follow=True).redirect_chain[-1][0]
        client.post(where, {"password1": NEW, "password2": NEW})
        assert not is_in(client)
        assert sign_in(client, password=NEW)["Location"] == "/sign-in/second/"
        assert not is_in(client)

    def test_the_policy_lets_nobody_further_without_one(self, ana, boss):
        client = Client()
        sign_in(client)
        assert is_in(client)
        services.edit_organisation(actor=boss, version=None, name="", second_factor_for=["manager"])
        for path in ("/me/", "/users/", "/teams/", "/"):
            assert client.get(path)["Location"] == "/me/factors/", path
        assert client.get("/me/factors/").status_code == 200
        assert client.post("/me/tokens/", {"name": "x", "scopes": ["*:read"]})["Location"] == "/me/factors/"
        client.get("/me/factors/app/")
        client.post("/sign-in/confirm/?next=/me/factors/app/", {"password": PASSWORD})
        page = client.get("/me/factors/app/").content.decode()
        secret = re.search(r'id="totp-key">(\w+)<', page)[1]
        assert client.post("/me/factors/app/", {"code": code(secret)})["Location"] == "/me/factors/codes/"
        assert is_in(client)
        assert Event.objects.filter(name="SecondFactorAdded", subject_id=ana.pk).exists()

    def test_the_key_of_an_app_is_nowhere_in_the_clear(self, ana):
        """Neither while it waits in the session nor afterwards: A21."""
        client = Client()
        sign_in(client)
        client.post("/sign-in/confirm/?next=/me/factors/app/", {"password": PASSWORD})
        page = client.get("/me/factors/app/").content.decode()
        secret = re.search(r'id="totp-key">(\w+)<', page)[1]
        assert not everywhere_in_the_database(secret)
        assert client.post("/me/factors/app/", {"code": "000000"}).status_code == 200
        assert not everywhere_in_the_database(secret)
        page = client.get("/me/factors/app/").content.decode()
        renewed = re.search(r'id="totp-key">(\w+)<', page)[1]
        assert client.post("/me/factors/app/", {"code": code(renewed)}).status_code == 302
        assert not everywhere_in_the_database(renewed)

    def test_the_last_factor_stays_while_the_policy_asks_for_one(self, ana, boss):
        services.edit_organisation(actor=boss, version=None, name="", second_factor_for=["manager"])
        secret = totp_of(ana)
        client = Client()
        sign_in(client)
        client.post("/sign-in/second/", {"code": code(secret)})
        client.post("/sign-in/confirm/?next=/me/factors/app/remove/", {"password": PASSWORD})
        answer = client.post("/me/factors/app/remove/")
        assert "Your role needs a second factor" in answer.content.decode()
        assert Authenticator.objects.filter(user=ana, type="totp").exists()

    def test_the_policy_follows_roles_and_teams(self, ana, boss):
        services.edit_organisation(actor=boss, version=None, name="", second_factor_for=["finance"])
        needs = lambda: User.objects.get(pk=ana.pk).needs_second_factor  # noqa: E731  # asked often
        assert not needs()
        team = services.create_team(actor=boss, name="Books", member_ids=[ana.pk], roles=["finance"])
        assert needs()
        services.archive_team(actor=boss, team_id=team.pk)
        assert not needs()
        services.edit_user(actor=boss, user_id=ana.pk, roles=["finance"])
        assert needs()

    def test_changing_factors_asks_for_the_password_again(self, ana):
        client = Client()
        sign_in(client)
        for path in ("app/", "keys/add/", "codes/new/"):
            assert client.get(f"/me/factors/{path}")["Location"].startswith("/sign-in/confirm/"), path
