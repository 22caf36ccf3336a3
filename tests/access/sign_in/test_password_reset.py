"""A12: the link of a reset is worth one new password, for ten minutes, to nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accrue import clock
from accrue.accounts import services
from accrue.accounts.models import User
from tests.access.sign_in.door import NEW, everywhere_in_the_database, is_in, sign_in

pytestmark = pytest.mark.django_db


class TestA12AccountTakeover:
    @pytest.fixture
    def link(self, ana, work) -> Callable[..., str]:
        def ask(**headers: str) -> str:
            mail.outbox.clear()
            Client().post("/sign-in/password/reset/", {"email": "Ana@Example.org"}, headers=headers)
            work()
            return re.search(r"\S+/sign-in/password/reset/\S+/", mail.outbox[-1].body)[0]

        return ask

    def follow(self, link: str, client: Client | None = None):
        return (client or Client()).get("/" + link.split("/", 3)[3], follow=True)

    def choose(self, link: str, password: str = NEW) -> bool:
        """Whether the link let somebody choose a new password."""
        client = Client()
        page = self.follow(link, client)
        if not page.redirect_chain:
            return False
        where = page.redirect_chain[-1][0]
        return client.post(where, {"password1": password, "password2": password}).status_code == 302

    def test_works_once(self, link, ana):
        first = link()
        assert self.choose(first)
        ana.refresh_from_db()
        assert ana.check_password(NEW)
        assert not self.choose(first, "other-password-of-mine")
        ana.refresh_from_db()
        assert ana.check_password(NEW)

    def test_ten_minutes(self, link):
        first = link()
        with time_machine.travel(clock.now() + timedelta(minutes=9, seconds=50), tick=False):
            assert self.follow(first).redirect_chain
        with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=5), tick=False):
            assert not self.choose(first)

    def test_dies_with_the_person_and_the_address(self, link, ana, boss):
        first = link()
        User.objects.filter(pk=ana.pk).update(email="moved@example.org")
        assert not self.choose(first)
        User.objects.filter(pk=ana.pk).update(email="ana@example.org")
        services.disable_user(actor=boss, user_id=ana.pk)
        assert not self.choose(first)

    def test_a_forged_host_is_ignored(self, link, settings):
        settings.SITE_URL = "https://crm.example.com"
        settings.ALLOWED_HOSTS = ["*"]
        for headers in ({"host": "evil.example"}, {"x-forwarded-host": "evil.example"}):
            found = link(**headers)
            assert found.startswith("https://crm.example.com/sign-in/password/reset/")
            assert "evil" not in mail.outbox[-1].body

    def test_the_token_is_nowhere_in_the_database(self, link):
        token = link().rstrip("/").rsplit("-", 1)[1]
        assert len(token) == 32, "hexadecimal: 128 bits"
        assert not everywhere_in_the_database(token)

    def test_the_address_of_the_form_holds_no_token(self, link):
        """Or it would travel on in the Referer."""
        first = link()
        assert self.follow(first).redirect_chain[-1][0].endswith("-set-password/")

    def test_any_altered_bit_is_refused_and_looking_changes_nothing(self, link):
        first = link()
        token = first.rstrip("/").rsplit("-", 1)[1]
        for position in (0, 15, 31):
            changed = token[:position] + ("0" if token[position] != "0" else "1") + token[position + 1 :]
            assert not self.choose(first.replace(token, changed))
        for _ in range(3):
            self.follow(first)
        assert self.choose(first)

    def test_every_session_ends(self, link, ana):
        client = Client()
        sign_in(client)
        assert self.choose(link())
        assert not is_in(client)

    def test_a_weak_password_is_refused(self, link, ana):
        assert not self.choose(link(), "Password1234!")
