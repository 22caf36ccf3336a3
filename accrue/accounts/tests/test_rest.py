"""What every API shares: problem details, declared parameters, cursors, idempotency."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path
from ninja import NinjaAPI, Status

from accrue import clock
from accrue.accounts.models import ApiToken, Team, User
from accrue.accounts.rest import (
    Body,
    Page,
    TokenAuth,
    add_problem_handlers,
    only_declared_parameters,
    page_of,
)
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.accounts.tokens import create_token
from accrue.errors import Conflict


class TeamBody(Body):
    name: str


class TeamOut(Body):
    id: int
    name: str


api = NinjaAPI(urls_namespace="rest-test", auth=TokenAuth(), docs_url=None)
add_problem_handlers(api)
api.add_decorator(only_declared_parameters, mode="view")


@api.get("/teams", response=Page[TeamOut])
def teams(request: HttpRequest, sort: str = "name", cursor: str | None = None, limit: int = 50):
    items, following = page_of(
        Team.objects.all(), sort=sort, sorts={"name": "name"}, cursor=cursor, limit=limit
    )
    return {"items": items, "next": following}


@api.post("/teams", response={201: TeamOut})
def add_team(request: HttpRequest, body: TeamBody):
    if body.name == "taken":
        raise Conflict(
            "accounts.team_taken", "There is such a team.", fields={"name": "Choose another name."}
        )
    return Status(201, Team.objects.create(name=body.name))


def _routes():
    patterns, *rest = api.urls
    for pattern in patterns:
        pattern.callback.login_required = False
    return (patterns, *rest)


urlpatterns = [path("api/test/", _routes())]
here = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def secret(db):
    ensure_built_in_roles()
    user = create_user(email="api@example.org", name="Api", roles=["administrator"])
    return create_token(
        user=user, name="t", scopes=["*:read", "*:write"], expires_at=clock.now() + timedelta(days=1)
    )[1]


def ask(secret: str, method: str, where: str, body: object = None, **headers: str):
    client = Client(headers={"Authorization": f"Bearer {secret}", **headers})
    return client.generic(method, f"/api/test/{where}", json.dumps(body), content_type="application/json")


@here
def test_errors_are_problem_details(secret):
    answer = ask(secret, "POST", "teams", {"name": "taken"})
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "accounts.team_taken"
    assert answer.json()["errors"] == [{"field": "name", "message": "Choose another name."}]


@here
@pytest.mark.parametrize("token", ["", "accrue_wrong", "Basic abc"])
def test_no_token_no_answer(db, token):
    answer = ask(token, "GET", "teams")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@here
def test_expired_revoked_and_disabled_tokens_are_dead(secret):
    assert ask(secret, "GET", "teams").status_code == 200
    ApiToken.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert ask(secret, "GET", "teams").status_code == 401
    ApiToken.objects.update(expires_at=clock.now() + timedelta(days=1), revoked_at=clock.now())
    assert ask(secret, "GET", "teams").status_code == 401
    ApiToken.objects.update(revoked_at=None)
    User.objects.update(is_active=False)
    assert ask(secret, "GET", "teams").status_code == 401


def test_the_secret_is_not_kept(secret):
    assert secret not in str(ApiToken.objects.values().get())


@here
@pytest.mark.parametrize(
    "query", ["owner__password__startswith=a", "sort=-x.y", "sort='", "cursor=abc", "limit=many"]
)
def test_undeclared_is_refused_without_asking_the_database(secret, query, django_assert_max_num_queries):
    ask(secret, "GET", "teams")
    with django_assert_max_num_queries(5) as asked:  # the token, its roles, its grants: never the teams
        answer = ask(secret, "GET", f"teams?{query}")
    assert answer.status_code == 400
    assert not [q for q in asked.captured_queries if 'FROM "accounts_team" ORDER' in q["sql"]]


@here
def test_undeclared_keys_are_refused(secret):
    assert ask(secret, "POST", "teams", {"name": "A", "is_staff": True}).status_code == 422
    assert not Team.objects.filter(name="A").exists()


@here
def test_pages_hold_every_row_once(secret):
    Team.objects.bulk_create([Team(name=f"Team {n:03}") for n in range(57)])
    for sort in ("name", "-name"):
        seen, cursor = [], ""
        while cursor is not None:
            page = ask(
                secret, "GET", f"teams?limit=10&sort={sort}" + (f"&cursor={cursor}" if cursor else "")
            ).json()
            seen += [row["name"] for row in page["items"]]
            cursor = page["next"]
        assert seen == sorted(seen, reverse=sort == "-name")
        assert len(seen) == 57


@here
def test_a_cursor_of_another_list_is_refused(secret):
    Team.objects.bulk_create([Team(name=f"Team {n}") for n in range(5)])
    cursor = ask(secret, "GET", "teams?limit=2").json()["next"]
    assert ask(secret, "GET", f"teams?limit=2&sort=-name&cursor={cursor}").status_code == 400


@here
def test_a_repeat_gets_the_same_answer(secret):
    first = ask(secret, "POST", "teams", {"name": "Once"}, **{"Idempotency-Key": "k"})
    again = ask(secret, "POST", "teams", {"name": "Once"}, **{"Idempotency-Key": "k"})
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again["Idempotency-Replayed"] == "true"
    assert ask(secret, "POST", "teams", {"name": "Other"}, **{"Idempotency-Key": "k"}).status_code == 422


@here
def test_a_failure_may_be_tried_again(secret):
    assert ask(secret, "POST", "teams", {"name": "taken"}, **{"Idempotency-Key": "f"}).status_code == 409
    assert ask(secret, "POST", "teams", {"name": "free"}, **{"Idempotency-Key": "f"}).status_code == 201


@here
@pytest.mark.django_db(transaction=True)
def test_a_hundred_repeats_in_parallel_have_one_effect(secret):
    def once(_: int) -> tuple[int, bytes]:
        try:
            answer = ask(secret, "POST", "teams", {"name": "Parallel"}, **{"Idempotency-Key": "p"})
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(once, range(100)))
    assert len(answers) == 1
    assert Team.objects.filter(name="Parallel").count() == 1
