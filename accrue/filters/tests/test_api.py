"""Filters for programs: what may be asked, and lists that are asked so."""

from __future__ import annotations

import json
from datetime import timedelta

import jsonschema_rs
import pytest

from accrue import clock
from accrue.accounts.models import User
from accrue.accounts.tokens import create_token
from accrue.filters.tests.conftest import company, hide, person

KINDS = {
    "person": "people", "company": "companies", "deal": "deals", "order": "orders", "invoice": "invoices", "product": "products",
}  # fmt: skip


@pytest.fixture
def get(client, manager):
    def get(path, user=manager, **query):
        _, secret = create_token(
            user=user, name="T", scopes=["*:read"], expires_at=clock.now() + timedelta(1)
        )
        return client.get(f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {secret}"})

    return get


def asked(tree):
    return json.dumps(tree)


def test_a_list_is_narrowed(get, manager):
    acme = company("Acme", industry="Tools")
    person("Ada", company=acme)
    person("Bob")
    answer = get("people", filter=asked({"all": [["company.industry", "is", "tools"]]}))
    assert [one["given_name"] for one in answer.json()["items"]] == ["Ada"]


@pytest.mark.parametrize(("kind", "plural"), KINDS.items())
def test_every_list_refuses_what_is_not_declared(get, kind, plural):
    answer = get(plural, filter=asked({"all": [["owner__password", "starts", "p"]]}))
    assert answer.status_code == 400
    assert answer.json()["code"] == "filters.bad_filter"
    assert answer.json()["errors"] == [
        {"field": "all.0", "message": "There is no field “owner__password” to filter by."}
    ]
    assert (
        get(
            plural,
            filter=asked(
                {"all": [["created" if plural != "orders" and plural != "invoices" else "number", "filled"]]}
            ),
        ).status_code
        == 200
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_says_what_is_accepted(get, manager, kind):
    answer = get(f"filters/{kind}").json()
    schema = answer["filter_schema"]
    assert jsonschema_rs.meta.is_valid(schema)
    field = next(field for field in answer["fields"] if field["type"] == "text")
    for tree, is_valid in [
        ({"all": [[field["key"], "contains", "x"], {"any": []}]}, True),
        ({"all": [[field["key"], "empty"]]}, True),
        ({"all": [[field["key"], "gt", "x"]]}, False),
        ({"all": [["password", "is", "x"]]}, False),
        ({"all": [], "any": []}, False),
    ]:
        assert jsonschema_rs.is_valid(schema, tree) is is_valid, tree
    assert any(f["to"] == "team" for f in answer["fields"]) == (kind != "product")


def test_hidden_fields_are_not_named(get, rep):
    hide("rep", "person", "email")
    answer = get("filters/person", user=User.objects.get(pk=rep.pk))
    assert "email" not in [field["key"] for field in answer.json()["fields"]]
    assert '"email"' not in json.dumps(answer.json()["filter_schema"])


def test_a_kind_without_filters_is_missing(get):
    assert get("filters/role").status_code == 404
    assert get("filters/nothing").status_code == 404
