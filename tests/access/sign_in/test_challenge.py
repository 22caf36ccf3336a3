"""A23: who posts often is given a puzzle before the next."""

from __future__ import annotations

import itertools
import re
import statistics
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accrue import clock
from accrue.accounts import challenge, services
from accrue.accounts.models import Invitation, User
from tests.access.sign_in.door import (
    PASSWORD,
    challenge_in,
    everywhere_in_the_database,
    is_challenged,
    is_in,
    sign_in,
    solved,
    ten_posts,
    totp_of,
    without_tokens,
)

pytestmark = pytest.mark.django_db


class TestA23Challenge:
    """Ten posts a minute from one address, then a challenge: signed, used once, and nothing of the post is lost."""

    def test_the_eleventh_post_is_challenged_and_goes_on_when_solved(self, ana):
        ten_posts()
        client = Client()
        held = client.post(
            "/sign-in/?next=/users/", {"login": ana.email, "password": PASSWORD, "remember": "on"}
        )
        assert is_challenged(held)
        assert held["Retry-After"] == "60"
        assert "no-store" in held["Cache-Control"]
        assert not is_in(client)
        went_on = client.post("/sign-in/?next=/users/", solved(held))
        assert (went_on.status_code, went_on["Location"]) == (302, "/users/")
        assert is_in(client)
        assert not client.session.get_expire_at_browser_close(), "“stay signed in” was not lost"

    def test_known_and_unknown_are_challenged_alike(self, ana):
        ten_posts()
        pages = [
            re.sub(
                r'data-puzzle="\w+"', "", without_tokens(sign_in(Client(), email=email, password="x" * 12))
            )
            for email in ("ana@example.org", "nobody@example.org")
        ]
        assert pages[0] == pages[1]

    @pytest.mark.parametrize(
        ("path", "data"),
        [
            ("/sign-in/password/reset/", {"email": "ana@example.org"}),
            ("/sign-in/passkey/", {"credential": "{}"}),
            ("/sign-in/second/", {"code": "000000"}),
            ("/sign-in/password/reset/1-set-password/", {"password1": "x"}),
        ],
    )
    def test_every_form_from_outside(self, ana, path, data):
        client = Client()
        if "second" in path:
            totp_of(ana)
            sign_in(client)
        ten_posts()
        assert is_challenged(client.post(path, data))

    def test_an_invitation_too(self, boss, easy):
        made = services.invite(actor=boss, email="new@example.org", roles=["rep"])
        Invitation.objects.filter(pk=made.pk).update(token_digest=services.digest("t" * 22))
        ten_posts()
        where = f"/join/{'t' * 22}/"
        held = Client().post(where, {"name": "New & Old", "password": PASSWORD})
        assert is_challenged(held)
        assert not User.objects.filter(email="new@example.org").exists()
        assert Client().post(where, solved(held)).status_code == 200
        assert User.objects.get(email="new@example.org").name == "New & Old"

    def test_other_addresses_and_who_is_signed_in_are_left_alone(self, ana):
        inside = Client()
        sign_in(inside)
        ten_posts()
        assert sign_in(Client(REMOTE_ADDR="10.1.2.3"))["Location"] == "/"
        assert inside.post("/me/", {"name": "Ana R.", "locale": "en_GB"}).status_code == 302
        assert Client().post("/api/v1/teams", "{}", content_type="application/json").status_code == 401

    def test_an_answer_works_once(self, ana, easy):
        ten_posts()
        answer = solved(sign_in(Client(), password="wrong-wrong-wrong"))
        assert Client().post("/sign-in/", answer).status_code == 200, "tried, and refused"
        assert is_challenged(Client().post("/sign-in/", answer))

    def test_what_is_forged_altered_old_or_of_another_form_does_not_count(self, ana, easy):
        ten_posts()
        answer = solved(sign_in(Client()))
        held, number = answer[challenge.FIELD], answer[challenge.ANSWER]
        for position in (0, len(held) // 2, len(held) - 3):
            changed = held[:position] + ("A" if held[position] != "A" else "B") + held[position + 1 :]
            client = Client()
            assert is_challenged(
                client.post("/sign-in/", {challenge.FIELD: changed, challenge.ANSWER: number})
            )
            assert not is_in(client)
        wrong = next(
            str(n) for n in itertools.count() if not challenge.solves(challenge.puzzle(held), str(n))
        )
        for given in ("", wrong, "-1", "1" * 40, "²", f" {number}"):
            assert is_challenged(Client().post("/sign-in/", {challenge.FIELD: held, challenge.ANSWER: given}))
        assert is_challenged(Client().post("/sign-in/password/reset/", answer))
        with time_machine.travel(clock.now() + timedelta(seconds=40), tick=False):
            assert is_challenged(Client().post("/sign-in/?next=/me/", answer)), "of another address"
        ten_minutes_on = clock.now() + timedelta(minutes=10, seconds=1)
        with time_machine.travel(ten_minutes_on, tick=False):
            ten_posts()
            client = Client()
            assert is_challenged(client.post("/sign-in/", answer))
            assert not is_in(client)

    def test_without_scripts_a_minute_of_patience_is_enough(self, ana):
        ten_posts()
        held = sign_in(Client())
        assert b"Wait 60 seconds" in held.content
        fields = challenge_in(held)
        early = Client()
        assert is_challenged(early.post("/sign-in/", fields))
        with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
            late = Client()
            assert late.post("/sign-in/", fields)["Location"] == "/"
            assert is_in(late)
            hoarded = [Client().post("/sign-in/", fields) for _ in range(11)]
        assert any(is_challenged(answer) for answer in hoarded), (
            "who hoards challenges and waits is counted too"
        )

    def test_what_was_entered_stands_nowhere_in_the_clear(self, ana):
        ten_posts()
        held = sign_in(Client())
        assert PASSWORD.encode() not in held.content
        assert ana.email.encode() not in held.content
        assert not everywhere_in_the_database(PASSWORD)

    def test_it_is_made_for_nobody_elses_page(self, ana):
        """A post without a token of ours is refused before a challenge could carry it on: no sign-in by forgery."""
        ten_posts()
        assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403
        client = Client(enforce_csrf_checks=True)
        page = client.get("/sign-in/").content.decode()
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        held = client.post(
            "/sign-in/", {"login": ana.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
        )
        assert is_challenged(held)
        assert client.post("/sign-in/", solved(held)).status_code == 403, "the answer needs a token too"

    def test_a_long_post_is_asked_to_come_again(self, ana):
        ten_posts()
        answer = Client().post("/sign-in/", {"login": "x" * 70_000, "password": PASSWORD})
        assert answer.status_code == 429
        assert b"go back, and send it again" in answer.content
        assert len(answer.content) < 20_000

    def test_the_work_is_asked_for(self):
        """262,144 hashes on average; seen on 64 puzzles of 10 bits that the bits are counted rightly."""
        assert challenge.BITS == 18
        tries = [
            next(n for n in itertools.count(1) if challenge.solves(f"{puzzle:032}", str(n), 10))
            for puzzle in range(64)
        ]
        assert 1024 * 0.6 < statistics.mean(tries) < 1024 * 1.5
