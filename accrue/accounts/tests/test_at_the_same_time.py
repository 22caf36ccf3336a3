"""What two people do in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accrue.accounts import services
from accrue.accounts.models import Invitation, User
from accrue.accounts.selectors import administrators
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.accounts.tests.conftest import PASSWORD
from accrue.errors import AccrueError, Missing

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[str]:
    """What came of each: "done", or the code it was refused with."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            gate.wait(10)
            act()
        except AccrueError as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.parametrize("time", range(5))
def test_two_administrators_disable_each_other(time):
    ensure_built_in_roles()
    a, b = (create_user(email=f"{n}@accrue.test", name=n, roles=["administrator"]) for n in "ab")
    came = together(
        lambda: services.disable_user(actor=a, user_id=b.pk),
        lambda: services.disable_user(actor=b, user_id=a.pk),
    )
    assert came == ["accounts.last_administrator", "done"]
    assert administrators().count() == 1


def test_whoever_was_disabled_first_sees_nobody_to_disable():
    ensure_built_in_roles()
    a, b = (create_user(email=f"{n}@accrue.test", name=n, roles=["administrator"]) for n in "ab")
    services.disable_user(actor=a, user_id=b.pk)
    with pytest.raises(Missing):
        services.disable_user(actor=User.objects.get(pk=b.pk), user_id=a.pk)
    assert administrators().get() == a


def test_an_address_is_one_person():
    ensure_built_in_roles()
    make = lambda: create_user(email="ana@accrue.test", name="Ana")  # noqa: E731
    assert together(make, make, make) == ["accounts.email_taken", "accounts.email_taken", "done"]


def test_an_invitation_is_accepted_once():
    ensure_built_in_roles()
    boss = create_user(email="boss@accrue.test", name="Boss", roles=["administrator"])
    made = services.invite(actor=boss, email="new@accrue.test")
    Invitation.objects.filter(pk=made.pk).update(token_digest=services.digest("token"))
    accept = lambda: services.accept_invitation(token="token", name="New", password=PASSWORD)  # noqa: E731
    assert together(accept, accept, accept) == ["done", "missing", "missing"]
    assert User.objects.filter(email="new@accrue.test").count() == 1
