"""A3: what is not declared is never asked of the database, whichever parameter it comes by.

Every parameter by which a list is filtered, sorted, grouped or laid out × words that would reach a lookup, a quote, a
hidden column → 400, and not one query but those that say who is asking.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accrue import clock
from accrue.accounts.models import FieldRule, Role, User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.accounts.tokens import create_token
from accrue.api import api
from accrue.filters.lists import kinds_with_lists, list_of

pytestmark = pytest.mark.django_db
WORDS = [
    "owner__password__startswith",
    "-x.y",
    "'",
    '"; DROP TABLE contacts_person; --',
    "email",
    "pk",
    "é",
    "a,b",
    "search_text",
]
SORTS = [*WORDS, "-owner__password", "-email", "?", "-", "name,created"]
IDENTITY = re.compile(r"\"?(accounts_\w+|django_session)\"?|^(SAVEPOINT|RELEASE|ROLLBACK)", re.I)
PARAMETERS = ("filter", "sort", "cols", "view", "density")
ASKED = ("filter", "sort", "group", "fields")


@pytest.fixture
def rep(db: None) -> User:
    """A sales rep from whom the e-mail addresses are hidden."""
    ensure_built_in_roles()
    role = Role.objects.get(key="rep")
    for kind in ("person", "company"):
        FieldRule.objects.create(role=role, kind=kind, field="email", level="hide")
    return create_user(email="ana@accrue.test", name="Ana", roles=["rep"])


def values(parameter: str) -> list[str]:
    if parameter != "filter":
        return SORTS if parameter == "sort" else WORDS
    conditions = [[word, "is", "x"] for word in WORDS] + [["created", word, "today"] for word in WORDS]
    return [
        *WORDS,
        *(json.dumps({"all": [one]}) for one in conditions),
        '{"all":[["owner","is",["me OR 1=1"]]]}',
        "[]",
        "{",
    ]


def refused(client: Client, address: str, parameter: str, value: str, **headers: Any) -> Any:
    """The answer, having asked only who this is."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, {parameter: value}, headers=headers)
    told = [query["sql"] for query in asked if not IDENTITY.search(query["sql"])]
    assert answer.status_code == 400, f"{address}?{parameter}={value} → {answer.status_code}"
    assert not told, f"{address}?{parameter}={value} asked: {told[0]}"
    tables = [t for query in asked for t in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', query["sql"])]
    assert not [t for t in tables if t.startswith(("contacts", "sales", "billing", "products", "filters"))], (
        tables
    )
    return answer


@pytest.mark.parametrize("kind", kinds_with_lists())
def test_a3_pages_refuse_what_is_not_declared_and_ask_nothing(client: Client, rep: User, kind: str) -> None:
    client.force_login(rep)
    of = list_of(kind)
    assert of is not None
    declared = set(of.columns_for(rep))
    for name in of.pages.values():
        for parameter in PARAMETERS:
            for value in values(parameter):
                if parameter == "cols" and set(value.split(",")) <= declared:
                    continue
                refused(client, reverse(name), parameter, value)


def operations() -> Iterator[tuple[str, str]]:
    """(path, parameter) of every list of the API that takes one of these."""
    for path, by_method in api.get_openapi_schema()["paths"].items():
        for parameter in by_method.get("get", {}).get("parameters", []):
            if parameter["name"] in ASKED and "{" not in path:
                yield path, parameter["name"]


def test_a_timeline_refuses_a_group_there_is_none_of(client: Client, rep: User) -> None:
    from accrue.contacts.services import create_person

    one = create_person(actor=rep, given_name="Hanna")
    _, secret = create_token(user=rep, name="T", scopes=["*:read"], expires_at=clock.now() + timedelta(1))
    for word in WORDS:
        answer = client.get(
            f"/api/v1/people/{one.pk}/timeline",
            {"group": word},
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert answer.status_code == 400, word


def test_a3_the_api_refuses_what_is_not_declared_and_asks_nothing(client: Client, rep: User) -> None:
    administrator = create_user(email="adm@accrue.test", name="Ada", roles=["administrator"])
    tokens = {}
    for user in (rep, administrator):
        _, tokens[user] = create_token(
            user=user, name="T", scopes=["*:read", "*:write"], expires_at=clock.now() + timedelta(1)
        )
    found = list(operations())
    assert {path for path, parameter in found if parameter == "filter"} >= {
        f"/api/v1/{plural}" for plural in ("people", "companies", "deals", "orders", "invoices", "products")
    }
    lists = {path for path, parameter in found if parameter == "filter"}
    for path, parameter in found:
        who = rep if path in lists else administrator
        known = ("email", "name,created") if path not in lists else ("name,created",)
        for value in values(parameter):
            if parameter == "sort" and value.removeprefix("-") in known:
                continue
            answer = client.get(path, {parameter: value}, headers={"Authorization": f"Bearer {tokens[who]}"})
            if path not in lists:
                assert answer.status_code == 400, f"{path}?{parameter}={value} → {answer.status_code}"
                continue
            refused(client, path, parameter, value, Authorization=f"Bearer {tokens[who]}")
