from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from accrue import clock
from accrue.accounts import services
from accrue.accounts.models import Invitation, User
from accrue.accounts.services import create_user
from accrue.accounts.tests.conftest import PASSWORD
from accrue.errors import Conflict, Forbidden, Missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def invite(boss, north, work):
    def send(email: str = "new@accrue.test") -> Invitation:
        found = services.invite(actor=boss, email=email, name="Nele", roles=["rep"], team=north)
        work()
        return found

    return send


def link() -> str:
    found = re.search(r"(http://\S+/join/(\S+)/)", mail.outbox[-1].body)
    assert found
    return found[2]


def dead(token: str) -> bool:
    """The page is not there, and accepting is refused."""
    if Client().get(reverse("accounts:join", args=[token])).status_code != 404:
        return False
    with pytest.raises(Missing):
        services.accept_invitation(token=token, name="N", password=PASSWORD)
    return True


def test_the_mail_holds_the_only_copy_of_the_token(invite, settings):
    settings.SITE_URL = "https://crm.example.com"
    invitation = invite()
    body = mail.outbox[-1].body
    token = re.search(r"https://crm\.example\.com/join/([\w-]+)/", body)[1]
    assert len(token) >= 22, "128 bits"
    assert mail.outbox[-1].to == ["new@accrue.test"]
    invitation.refresh_from_db()
    assert token not in str(vars(invitation))
    assert invitation.token_digest == services.digest(token)


def test_joining_sets_name_and_password_once(invite):
    invite()
    token, client = link(), Client()
    where = reverse("accounts:join", args=[token])
    assert "Nele" in client.get(where).content.decode()
    answer = client.post(where, {"name": "Nele Kurz", "password": PASSWORD})
    assert answer.status_code == 200
    user = User.objects.get(email="new@accrue.test")
    assert user.check_password(PASSWORD)
    assert (user.name, [role.key for role in user.roles.all()], user.team.name) == (
        "Nele Kurz",
        ["rep"],
        "North",
    )
    assert dead(token)
    assert User.objects.filter(email="new@accrue.test").count() == 1


def test_a_weak_password_is_refused_and_nothing_is_lost(invite):
    invite()
    where = reverse("accounts:join", args=[link()])
    answer = Client().post(where, {"name": "Nele Kurz", "password": "Summer2026!!"})
    assert answer.status_code == 422
    assert "Nele Kurz" in answer.content.decode()
    assert not User.objects.filter(email="new@accrue.test").exists()
    assert Client().post(where, {"name": "Nele", "password": PASSWORD}).status_code == 200


def test_looking_changes_nothing(invite):
    """Mail scanners open links before people do."""
    invite()
    token = link()
    for _ in range(3):
        Client().get(reverse("accounts:join", args=[token]))
        Client().head(reverse("accounts:join", args=[token]))
    services.accept_invitation(token=token, name="Nele", password=PASSWORD)


def test_dies_after_a_week(invite):
    invite()
    token = link()
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1), tick=False):
        assert dead(token)


def test_dies_when_withdrawn(invite, boss):
    invitation = invite()
    services.withdraw_invitation(actor=boss, invitation_id=invitation.pk)
    assert dead(link())
    with pytest.raises(Missing):
        services.renew_invitation(actor=boss, invitation_id=invitation.pk)


def test_dies_with_its_inviter(invite, boss):
    invite()
    other = create_user(email="second@accrue.test", name="Second", roles=["administrator"])
    services.disable_user(actor=other, user_id=boss.pk)
    assert dead(link())


def test_dies_with_its_address(invite):
    invite()
    create_user(email="new@accrue.test", name="Came otherwise")
    assert dead(link())


def test_sending_again_ends_the_earlier_link(invite, boss, work):
    invitation = invite()
    first = link()
    services.renew_invitation(actor=boss, invitation_id=invitation.pk)
    assert dead(first), "before the new mail is out"
    work()
    assert link() != first
    assert dead(first)
    services.accept_invitation(token=link(), name="Nele", password=PASSWORD)


@pytest.mark.parametrize("position", [0, 10, 21])
def test_no_other_token_works(invite, position):
    invite()
    token = link()
    changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
    assert dead(changed)
    assert Client().get("/join//").status_code == 404


def test_one_open_invitation_an_address(invite, boss, rep):
    invite()
    with pytest.raises(Conflict, match="open invitation"):
        services.invite(actor=boss, email="NEW@accrue.test")
    with pytest.raises(Conflict, match="already"):
        services.invite(actor=boss, email=rep.email)
    with pytest.raises(Forbidden):
        services.invite(actor=rep, email="other@accrue.test")
