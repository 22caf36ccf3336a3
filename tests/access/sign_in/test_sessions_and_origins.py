"""A22: posts without a token, other origins, cookies, and errors."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accrue.accounts import services
from tests.access.matrix import ROUTES
from tests.access.sample import Sample
from tests.access.sign_in.door import PASSWORD, sign_in
from tests.access.walk import PARAMETER, address

pytestmark = pytest.mark.django_db


POSTED_BY_PROGRAMS = {"unsubscribe/<str:token>/", "notifications/no-mails/<str:token>/"}
"""Mail programs post here by themselves (RFC 8058); the signed address is the secret."""


class TestA22SessionsAndOrigins:
    def test_unsafe_methods_need_a_token(self, boss):
        client = Client(enforce_csrf_checks=True)
        client.force_login(boss)
        sample = Sample()
        sample._made |= {"administrator": boss, "read-only": boss, "rep": boss}
        services.edit_user(actor=boss, user_id=boss.pk, team_id=sample.id("team"))
        boss.refresh_from_db()
        tried = 0
        for route, methods in ROUTES.items():
            if route.startswith("api/") or "POST" not in methods or route in POSTED_BY_PROGRAMS:
                continue
            try:
                where = address(route, methods["POST"], sample)
            except KeyError:
                where = "/" + PARAMETER.sub("1", route)
            assert client.post(where, {}).status_code == 403, route
            tried += 1
        assert tried > 15
        for path in (
            "/sign-in/",
            "/sign-in/out/",
            "/sign-in/password/reset/",
            "/me/password/",
            "/sign-in/passkey/",
        ):
            assert client.post(path, {}).status_code == 403, path

    def test_another_origin_is_refused_and_never_echoed(self, ana):
        client = Client(enforce_csrf_checks=True)
        page = client.get("/sign-in/", headers={"origin": "https://evil.example"})
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
        data = {"login": ana.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer = client.post("/sign-in/", data, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        for response in (
            page,
            answer,
            client.options("/api/v1/me", headers={"origin": "https://evil.example"}),
        ):
            assert not {name for name in response.headers if name.lower().startswith("access-control")}
            assert "evil.example" not in str(response.headers)

    def test_cookies_are_shut(self, ana):
        client = Client()
        answer = sign_in(client)
        cookie = answer.cookies["accrue_session"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"

    def test_an_error_says_nothing_of_the_inside(self, ana, monkeypatch):
        from accrue.accounts.views import profile

        def broken(**kwargs):
            raise RuntimeError("canary-inside-7f3a")

        monkeypatch.setattr(profile.services, "edit_profile", broken)
        client = Client(raise_request_exception=False)
        client.force_login(ana)
        answer = client.post("/me/", {"name": "A", "locale": "en_GB"})
        assert answer.status_code == 500
        assert b"canary-inside" not in answer.content
        assert b"Traceback" not in answer.content
