"""`accrue user` makes and changes people; every refusal is one line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from accrue.accounts.models import User
from accrue.accounts.services import ensure_built_in_roles
from accrue.cli import cli

pytestmark = pytest.mark.django_db
PASSWORD = "orbit-lantern-mosaic-37"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("accrue.cli.django_setup.start", lambda **kwargs: None)  # Django runs already
    ensure_built_in_roles()

    def call(*words: str, stdin: str = ""):
        return CliRunner().invoke(cli, ["user", *words], input=stdin)

    return call


def test_create_with_a_password(run):
    done = run(
        "create", "Ana@Example.com", "--name", "Ana Ruiz", "--role", "administrator", "--role", "rep",
        "--team", "North", "--password-stdin", stdin=f"{PASSWORD}\n",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    user = User.objects.get(email="ana@example.com")
    assert user.check_password(PASSWORD)
    assert user.team.name == "North"
    assert {role.key for role in user.roles.all()} == {"administrator", "rep"}
    assert PASSWORD not in done.output


def test_create_without_one_prints_a_link(run, client):
    done = run("create", "ana@example.com", "--name", "Ana")
    link = done.output.split()[-1]
    where = client.get(link.partition("8000")[2], follow=True)
    assert "Choose a new password" in where.content.decode()
    answer = client.post(where.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("words", "stdin", "told"),
    [
        (["create", "nobody", "--name", "X"], "", "no e-mail address"),
        (["create", "a@example.com", "--name", "X", "--role", "king"], "", "There is no role king"),
        (
            ["create", "a@example.com", "--name", "X", "--password-stdin"],
            "Password1234!\n",
            "everybody tries",
        ),
        (["create", "a@example.com", "--name", "X", "--password-stdin"], "", "Nothing came"),
        (["create", "a@example.com"], "", "--name"),
        (["disable", "a@example.com"], "", "Nobody signs in as a@example.com"),
    ],
)
def test_refusals_are_one_line(run, words, stdin, told):
    done = run(*words, stdin=stdin)
    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert not User.objects.exists()


def test_disable_enable_list(run):
    run("create", "ana@example.com", "--name", "Ana", "--role", "rep")
    assert run("disable", "ana@example.com").exit_code == 0
    assert run("reset-password", "ana@example.com").exit_code == 2
    assert "disabled" in run("list").output
    assert run("enable", "ANA@example.com").exit_code == 0
    assert run("reset-password", "ana@example.com").output.startswith("http")


def test_the_last_administrator_stays(run):
    run("create", "ana@example.com", "--name", "Ana", "--role", "administrator")
    assert "make somebody else an administrator" in run("disable", "ana@example.com").stderr.lower()
