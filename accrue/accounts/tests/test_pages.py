from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accrue import clock
from accrue.accounts import services
from accrue.accounts.models import ApiToken, Organisation, Role, User
from accrue.accounts.tokens import token_for

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("size", [10, 100])
def test_the_list_costs_the_same_for_10_and_100(boss, north, client_of, size, django_assert_num_queries):
    rep, client = Role.objects.get(key="rep"), client_of(boss)
    people = User.objects.bulk_create(
        [User(email=f"p{n}@accrue.test", name=f"Person {n:03}", team=north) for n in range(size)]
    )
    User.roles.through.objects.bulk_create([User.roles.through(user=user, role=rep) for user in people])
    # session, user with access, people with how many there are, roles, invitations
    with django_assert_num_queries(5):
        response = client.get(reverse("accounts:users"))
    assert text(response).count("Sales rep") >= min(size, 49)


def test_search_pages_and_sort(boss, rep, manager, client_of):
    client = client_of(boss)
    assert "Ana Ruiz" in text(client.get("/users/?q=ruiz+ana"))
    assert "Ana Ruiz" not in text(client.get("/users/?q=max"))
    assert "No people match" in text(client.get("/users/?q=%00nobody"))
    names = re.findall(r'row-link"[^>]*>([^<]+)<', client.get("/users/?sort=-name").content.decode())
    assert names == ["Max Manager", "Ana Ruiz", "Ada Boss"]
    assert client.get("/users/?sort=password").status_code == 400


def test_options_for_owner_fields(boss, rep, manager, client_of):
    services.disable_user(actor=boss, user_id=manager.pk)
    body = client_of(rep).get("/users/options/?q=a").content.decode()
    assert f'<option value="{rep.pk}"' in body
    assert "Max Manager" not in body


def test_inviting_from_the_page(boss, north, client_of):
    client = client_of(boss)
    data = {"email": "new@accrue.test", "name": "", "roles": ["rep"], "team": str(north.pk)}
    assert client.post("/users/invite/", data).status_code == 302
    assert "new@accrue.test" in text(client.get("/users/"))
    again = client.post("/users/invite/", data)
    assert again.status_code == 422
    assert "open invitation" in text(again)
    assert 'value="new@accrue.test"' in again.content.decode(), "what was typed is not lost"


def test_a_dialog_where_htmx_asks(boss, client_of):
    body = client_of(boss).get("/users/invite/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in body
    assert 'hx-post="/users/invite/"' in body


def test_changing_somebody(boss, rep, south, client_of):
    client = client_of(boss)
    data = {"version": 1, "name": "Ana M. Ruiz", "roles": ["manager"], "team": south.pk, "teams": [south.pk]}
    assert client.post(f"/users/{rep.pk}/", data).status_code == 302
    rep.refresh_from_db()
    assert (rep.name, rep.team) == ("Ana M. Ruiz", south)
    assert [role.key for role in rep.roles.all()] == ["manager"]
    stale = client.post(f"/users/{rep.pk}/", data)
    assert stale.status_code == 422
    assert "meanwhile" in text(stale)
    page = text(client.get(f"/users/{rep.pk}/"))
    assert "Roles changed" in page
    assert "+ manager, − rep" in page


def test_what_somebody_did_to_their_sign_in_is_theirs(boss, rep, manager, client_of):
    client_of(rep).post("/me/sessions/end/")
    rep.refresh_from_db()
    where, told = f"/users/{rep.pk}/", "Signed out everywhere else"
    assert told in text(client_of(rep).get(where))
    assert told in text(client_of(boss).get(where))
    assert told not in text(client_of(manager).get(where))


def test_undeclared_fields_change_nothing(boss, rep, client_of):
    client_of(rep).post("/me/", {"name": "Ana", "locale": "en_GB", "is_active": "", "roles": "administrator"})
    rep.refresh_from_db()
    assert rep.name == "Ana"
    assert [role.key for role in rep.roles.all()] == ["rep"]


def test_a_role_of_ones_own(boss, client_of):
    client = client_of(boss)
    where = client.post(f"/roles/{Role.objects.get(key='rep').pk}/copy/", {"name": "Junior rep"})["Location"]
    page = client.get(where).content.decode()
    form = dict(re.findall(r'<select name="([^"]+)".*?<option value="(\w+)" selected', page, re.S))
    assert form["grant-user-see"] == "all"
    answer = client.post(where, {**form, "name": "Junior", "version": 1, "grant-user-see": "own"})
    assert answer.status_code == 302
    role = Role.objects.get(key="junior-rep")
    assert (role.name, role.grants.get(kind="user", action="see").scope) == ("Junior", "own")
    assert role.grants.get(kind="team", action="see").scope == "all", "what was not touched stays"


def test_tokens_show_their_secret_once(rep, client_of):
    client = client_of(rep)
    until = (clock.now() + timedelta(days=30)).date().isoformat()
    answer = client.post("/me/tokens/", {"name": "Shop", "scopes": ["user:read"], "expires_on": until})
    secret = re.search(r"accrue_[\w-]{40,}", answer.content.decode())[0]
    assert "no-store" in answer["Cache-Control"]
    assert token_for(secret).user == rep
    assert secret not in client.get("/me/tokens/").content.decode()
    token = ApiToken.objects.get()
    client.post(f"/me/tokens/{token.pk}/revoke/")
    assert token_for(secret) is None
    late = client.post("/me/tokens/", {"name": "Shop", "scopes": ["user:read"], "expires_on": "2099-01-01"})
    assert late.status_code == 422
    assert "within a year" in text(late)


def test_the_organisation(boss, client_of):
    client = client_of(boss)
    answer = client.post("/organisation/", {"name": "Northwind", "version": 1, "second_factor_for": []})
    assert answer.status_code == 302
    assert Organisation.objects.get().name == "Northwind"
    assert client.post("/organisation/", {"name": "Other", "version": 1}).status_code == 422


class TestWhy:
    def test_answers_about_oneself(self, rep, client_of):
        page = text(client_of(rep).get(f"/me/why/?user={rep.pk}&kind=user&action=edit"))
        assert "Ana Ruiz may not change users." in page
        assert "They hold: Sales rep." in page

    def test_others_only_for_administrators(self, boss, rep, manager, client_of):
        asked = f"/me/why/?user={manager.pk}&kind=user&action=see"
        assert "Max Manager may" not in text(client_of(rep).get(asked))
        assert "Max Manager may see users." in text(client_of(boss).get(asked))

    def test_does_not_tell_hidden_from_missing(self, rep, client_of):
        role = Role.objects.get(key="rep")
        client = client_of(rep)
        hidden = text(client.get(f"/me/why/?user={rep.pk}&kind=role&action=see&record={role.pk}"))
        missing = text(client.get(f"/me/why/?user={rep.pk}&kind=role&action=see&record=987654"))
        said = "There is no such record, or you may not see it."
        assert said in hidden
        assert said in missing

    def test_fields_of_nonsense(self, rep, client_of):
        assert client_of(rep).get("/me/why/?user=x&kind=nothing&action=fly&record=-1").status_code == 200


def test_the_first_start_says_how_to_begin(client, db):
    assert "accrue user create" in text(client.get("/sign-in/"))
    services.create_user(email="a@accrue.test", name="A")
    assert "accrue user create" not in text(client.get("/sign-in/"))
