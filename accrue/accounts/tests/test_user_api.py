from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accrue import clock
from accrue.accounts.models import Role
from accrue.accounts.tokens import create_token

pytestmark = pytest.mark.django_db


def ask(user, path: str, *scopes: str):
    soon = clock.now() + timedelta(days=1)
    _, secret = create_token(user=user, name="t", scopes=scopes or ["*:read"], expires_at=soon)
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_me(rep, north):
    body = ask(rep, "me", "user:read").json()
    assert (body["email"], body["roles"], body["team_ids"]) == ("ana@accrue.test", ["rep"], [north.pk])
    assert body["may"]["user"]["see"] == "all"
    assert body["may"]["deal"]["see"] == "none", "the token's scopes narrow it"


def test_people_by_page(boss, rep, manager):
    first = ask(boss, "users?limit=2").json()
    assert [one["name"] for one in first["items"]] == ["Ada Boss", "Ana Ruiz"]
    rest = ask(boss, f"users?limit=2&cursor={first['next']}").json()
    assert [one["name"] for one in rest["items"]] == ["Max Manager"]
    assert rest["next"] is None
    assert [one["id"] for one in ask(boss, "users?q=max").json()["items"]] == [manager.pk]
    assert set(first["items"][0]) == {
        "id", "name", "email", "is_active", "roles", "team_id", "team_ids", "created_at",
    }  # fmt: skip


@pytest.mark.parametrize("query", ["sort=password", "owner__password__startswith=a", "sort=-x.y", "cursor=x"])
def test_nothing_undeclared_is_asked(boss, query, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):  # the token is made, found and noted
        assert ask(boss, f"users?{query}").status_code == 400


def test_roles_tell_their_grants_to_administrators_only(boss, rep):
    manager = Role.objects.get(key="manager")
    assert ask(boss, f"roles/{manager.pk}").json()["grants"]["deal"]["see"] == "all"
    assert ask(rep, "roles").status_code == 403
    hidden, missing = ask(rep, f"roles/{manager.pk}"), ask(rep, "roles/987654")
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_teams(boss, north, south):
    assert [one["name"] for one in ask(boss, "teams").json()["items"]] == ["North", "South"]
    assert ask(boss, f"teams/{north.pk}").json()["roles"] == []
