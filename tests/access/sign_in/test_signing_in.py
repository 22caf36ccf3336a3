"""Who comes in by a password, and what ends a session."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accrue.accounts import services
from accrue.events.models import Event
from tests.access.sign_in.door import NEW, PASSWORD, is_in, sign_in
from tests.access.walk import routes

pytestmark = pytest.mark.django_db


class TestSigningIn:
    def test_with_the_right_password_only(self, ana):
        client = Client()
        assert sign_in(client, password="wrong-wrong-wrong").status_code == 200
        assert not is_in(client)
        assert sign_in(client).status_code == 302
        assert is_in(client)

    def test_the_session_id_changes(self, ana):
        client = Client()
        client.get("/sign-in/")
        client.session["planted"] = "by a stranger"
        session = client.session
        session["planted"] = "x"
        session.save()
        before = session.session_key
        sign_in(client)
        assert client.session.session_key != before
        assert not type(client.session)(before).exists(before)

    def test_only_on_this_site_afterwards(self, ana):
        for evil in (
            "https://evil.example/",
            "//evil.example/",
            "\\\\evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
        ):
            client = Client()
            answer = client.post("/sign-in/", {"login": ana.email, "password": PASSWORD, "next": evil})
            assert answer["Location"] == "/", evil
        answer = Client().post("/sign-in/", {"login": ana.email, "password": PASSWORD, "next": "/users/?q=a"})
        assert answer["Location"] == "/users/?q=a"

    def test_signing_out_takes_a_post(self, ana):
        client = Client()
        sign_in(client)
        client.get("/sign-in/out/")
        assert is_in(client)
        client.post("/sign-in/out/")
        assert not is_in(client)

    def test_disabling_ends_every_session_at_once_and_for_good(self, ana, boss):
        one, other = Client(), Client()
        sign_in(one)
        sign_in(other)
        services.disable_user(actor=boss, user_id=ana.pk)
        assert not is_in(one)
        assert not is_in(other)
        assert sign_in(Client())["Location"] == "/sign-in/disabled/"
        services.enable_user(actor=boss, user_id=ana.pk)
        assert not is_in(one), "an old session came back to life"
        assert sign_in(Client())["Location"] == "/"

    def test_a_new_password_ends_the_other_sessions(self, ana):
        here, elsewhere = Client(), Client()
        sign_in(here)
        sign_in(elsewhere)
        answer = here.post("/me/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
        assert answer.status_code == 302
        assert is_in(here)
        assert not is_in(elsewhere)
        assert Event.objects.filter(name="PasswordChanged").exists()

    def test_signing_out_everywhere_else(self, ana):
        here, elsewhere = Client(), Client()
        sign_in(here)
        sign_in(elsewhere)
        here.post("/me/sessions/end/")
        assert is_in(here)
        assert not is_in(elsewhere)

    def test_there_is_no_sign_up_and_no_other_way_in(self):
        there = {route for route in routes() if "sign-in" in route}
        assert not {route for route in there if re.search("signup|social|provider|openid|email", route)}
        for path in ("/sign-in/signup/", "/sign-in/email/", "/accounts/signup/", "/sign-in/social/signup/"):
            assert Client().get(path).status_code == 404
