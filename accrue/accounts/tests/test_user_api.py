from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from accrue import clock
from accrue.accounts.models import Invitation, Role, Team, User
from accrue.accounts.tokens import create_token
from accrue.events.models import Event

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
        "id", "name", "email", "is_active", "roles", "team_id", "team_ids", "created_at", "version",
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


def tell(user, method: str, path: str, body: object = None, *scopes: str, **headers: str):
    soon = clock.now() + timedelta(days=1)
    _, secret = create_token(user=user, name="t", scopes=scopes or ["*:read", "*:write"], expires_at=soon)
    client = Client(headers={"Authorization": f"Bearer {secret}", **headers})
    return client.generic(method, f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


class TestPeople:
    def test_changing_roles_and_teams(self, boss, rep, north, south):
        seen = ask(boss, f"users/{rep.pk}")
        assert seen["ETag"] == f'"{seen.json()["version"]}"'
        given = {"name": "Ana R.", "roles": ["manager"], "team_id": south.pk, "version": 1}
        body = tell(boss, "PATCH", f"users/{rep.pk}", given).json()
        assert (body["name"], body["roles"], body["team_id"]) == ("Ana R.", ["manager"], south.pk)
        assert body["team_ids"] == sorted([north.pk, south.pk])
        late = tell(boss, "PATCH", f"users/{rep.pk}", {"name": "Late", "version": 1})
        assert code_of(late) == (409, "accounts.changed_meanwhile")
        cleared = tell(boss, "PATCH", f"users/{rep.pk}", {"team_id": None}, **{"if-match": '"2"'})
        assert cleared.json()["team_id"] is None
        assert set(Event.objects.values_list("name", flat=True)) >= {"UserEdited", "UserRolesChanged"}

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"roles": ["nobody"], "version": 1}, "accounts.no_such_role"),
            ({"team_id": 999_999, "version": 1}, "accounts.no_such_team"),
            ({"team_ids": [2**62], "version": 1}, "accounts.no_such_team"),
            ({"name": None, "version": 1}, "accounts.empty"),
            ({"name": "a\0b", "version": 1}, "invalid"),
            ({"is_staff": True, "version": 1}, "invalid"),
            ({"password": "x", "version": 1}, "invalid"),
        ],
    )
    def test_what_cannot_be(self, boss, rep, given, code):
        assert code_of(tell(boss, "PATCH", f"users/{rep.pk}", given)) == (422, code)
        assert User.objects.get(pk=rep.pk).version == 1

    def test_without_a_version_nothing_changes(self, boss, rep):
        assert tell(boss, "PATCH", f"users/{rep.pk}", {"name": "X"}).status_code == 428

    def test_leaving_and_coming_back(self, boss, rep):
        assert tell(boss, "POST", f"users/{rep.pk}/disable").json()["is_active"] is False
        assert tell(rep, "GET", "me").status_code == 401
        assert tell(boss, "POST", f"users/{rep.pk}/enable").json()["is_active"] is True
        assert code_of(tell(boss, "POST", f"users/{boss.pk}/disable")) == (409, "accounts.not_yourself")

    def test_nobody_hands_on_more_than_they_have(self, boss, rep):
        """A token that may change people, not roles, makes no administrator: of anybody, nor by inviting."""
        scopes = ["*:read", "user:write"]
        given = {"roles": ["administrator"], "version": 1}
        assert (
            code_of(tell(boss, "PATCH", f"users/{rep.pk}", given, *scopes))[1] == "accounts.role_beyond_own"
        )
        asked = {"email": "eve@accrue.test", "roles": ["administrator"]}
        assert code_of(tell(boss, "POST", "invitations", asked, *scopes))[1] == "accounts.role_beyond_own"
        assert tell(boss, "POST", "roles", {"name": "R"}, *scopes).status_code == 403


class TestInvitations:
    def test_inviting_again_and_not_at_all(self, boss, north):
        given = {"email": "New@Accrue.test", "roles": ["rep"], "team_id": north.pk}
        made = tell(boss, "POST", "invitations", given, **{"idempotency-key": "one"})
        again = tell(boss, "POST", "invitations", given, **{"idempotency-key": "one"})
        assert (made.status_code, again["Idempotency-Replayed"], again.json()) == (201, "true", made.json())
        assert (made.json()["email"], made.json()["roles"]) == ("new@accrue.test", ["rep"])
        assert code_of(tell(boss, "POST", "invitations", given)) == (409, "accounts.invited_already")
        Invitation.objects.update(token_digest="x")
        one = made.json()["id"]
        assert tell(boss, "POST", f"invitations/{one}/renew").status_code == 200
        assert Invitation.objects.get(pk=one).token_digest == ""
        assert [row["id"] for row in tell(boss, "GET", "invitations").json()["items"]] == [one]
        assert tell(boss, "POST", f"invitations/{one}/withdraw").status_code == 204
        assert tell(boss, "GET", "invitations").json()["items"] == []
        assert tell(boss, "POST", f"invitations/{one}/withdraw").status_code == 404

    def test_no_answer_tells_a_link(self, boss):
        body = tell(boss, "POST", "invitations", {"email": "a@accrue.test"}).json()
        assert not [name for name in body if "token" in name or "digest" in name or "url" in name]

    @pytest.mark.parametrize(
        ("given", "status"),
        [
            ({"email": "nobody"}, 422),
            ({"email": "boss@accrue.test"}, 409),
            ({"email": "a@b.cd", "team_id": 9**9}, 422),
        ],
    )
    def test_what_cannot_be(self, boss, given, status):
        assert tell(boss, "POST", "invitations", given).status_code == status
        assert not Invitation.objects.exists()


class TestTeams:
    def test_making_changing_archiving(self, boss, rep, north):
        made = tell(boss, "POST", "teams", {"name": "West", "member_ids": [rep.pk], "roles": ["finance"]})
        assert made.status_code == 201
        one = made.json()["id"]
        assert (made.json()["member_ids"], made.json()["roles"]) == ([rep.pk], ["finance"])
        changed = tell(boss, "PATCH", f"teams/{one}", {"member_ids": [], "version": 1}).json()
        assert (changed["member_ids"], changed["name"], changed["version"]) == ([], "West", 2)
        assert code_of(tell(boss, "PATCH", f"teams/{one}", {"name": "North", "version": 2})) == (
            409, "accounts.team_name_taken",
        )  # fmt: skip
        assert tell(boss, "POST", f"teams/{one}/archive").json()["is_archived"] is True
        assert tell(boss, "POST", f"teams/{one}/restore").json()["is_archived"] is False
        assert code_of(tell(boss, "POST", "teams", {"name": "X", "member_ids": [10**9]}))[0] == 422
        assert not Team.objects.filter(name="X").exists()


class TestRoles:
    def test_from_nothing(self, boss, rep):
        given = {
            "name": "Book keeper",
            "grants": {"invoice": {"see": "all", "edit": "team"}, "user": {"see": "all"}},
            "levels": {"person": {"email": "hide"}},
        }
        made = tell(boss, "POST", "roles", given)
        assert made.status_code == 201, made.content
        body = made.json()
        assert (body["key"], body["is_built_in"], body["grants"]) == ("book-keeper", False, given["grants"])
        assert body["levels"] == given["levels"]
        change = {
            "grants": {"invoice": {"edit": "none"}},
            "levels": {"person": {"email": "write"}},
            "version": 1,
        }
        after = tell(boss, "PATCH", f"roles/{body['id']}", change).json()
        assert after["grants"] == {"invoice": {"see": "all"}, "user": {"see": "all"}}
        assert (after["levels"], after["name"], after["version"]) == ({}, "Book keeper", 2)
        assert tell(boss, "DELETE", f"roles/{body['id']}").status_code == 204
        assert not Role.objects.filter(pk=body["id"]).exists()
        assert Event.objects.filter(name__in=["RoleCreated", "RoleChanged", "RoleDeleted"]).count() == 3

    def test_a_copy_may_what_the_other_may(self, boss):
        source = Role.objects.get(key="rep")
        made = tell(boss, "POST", f"roles/{source.pk}/copy", {"name": "Junior"}).json()
        assert made["grants"] == ask(boss, f"roles/{source.pk}").json()["grants"]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"name": "R", "grants": {"nothing": {"see": "all"}}}, "accounts.no_such_grant"),
            ({"name": "R", "grants": {"role": {"see": "own"}}}, "accounts.scope_without_owner"),
            ({"name": "R", "grants": {"person": {"steal": "all"}}}, "invalid"),
            ({"name": "R", "levels": {"person": {"owner__password": "hide"}}}, "accounts.no_such_field"),
            ({"name": " "}, "invalid"),
        ],
    )
    def test_what_cannot_be(self, boss, given, code):
        before = Role.objects.count()
        assert code_of(tell(boss, "POST", "roles", given)) == (422, code)
        assert Role.objects.count() == before

    def test_built_in_and_held_roles_stay(self, boss, rep):
        held = Role.objects.get(key="rep")
        assert code_of(tell(boss, "PATCH", f"roles/{held.pk}", {"name": "X", "version": 1}))[0] == 409
        assert code_of(tell(boss, "DELETE", f"roles/{held.pk}"))[0] == 409


class TestOrganisation:
    def test_settings(self, boss):
        assert ask(boss, "organisation").json() == {"name": "", "second_factor_for": [], "version": 1}
        given = {"second_factor_for": ["finance"], "version": 1}
        assert tell(boss, "PATCH", "organisation", given).json() == {
            "name": "", "second_factor_for": ["finance"], "version": 2,
        }  # fmt: skip
        named = tell(boss, "PATCH", "organisation", {"name": "Northwind", "version": 2}).json()
        assert (named["name"], named["second_factor_for"]) == ("Northwind", ["finance"])
        assert tell(boss, "PATCH", "organisation", {"name": "Late", "version": 2}).status_code == 409
        unknown = tell(boss, "PATCH", "organisation", {"second_factor_for": ["x"], "version": 3})
        assert code_of(unknown) == (422, "accounts.no_such_role")

    def test_only_who_may_change_roles(self, rep):
        assert ask(rep, "organisation").status_code == 403
        assert tell(rep, "PATCH", "organisation", {"name": "X", "version": 1}).status_code == 403
