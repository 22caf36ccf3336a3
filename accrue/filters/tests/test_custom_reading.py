"""Formulas, roll-ups, and custom fields through the API; who may not see one meets it nowhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accrue import clock
from accrue.accounts.access import access_of
from accrue.accounts.models import User
from accrue.accounts.services import create_user
from accrue.accounts.timelines import timeline_of
from accrue.accounts.tokens import create_token
from accrue.contacts.models import Company
from accrue.contacts.services import create_company, edit_company
from accrue.errors import Invalid
from accrue.filters.compiling import narrowed
from accrue.filters.custom.reading import values_of
from accrue.filters.custom.services import make_field
from accrue.filters.fields import fields_for
from accrue.filters.tests.conftest import hide
from accrue.filters.tree import parse

pytestmark = pytest.mark.django_db
FORMULAS: list[tuple[str, Any]] = [
    ("employees * 2 + 0.5", 20.5),
    ("employees / custom_zero", None),
    ("round(employees / 3, 2)", 3.33),
    ('"large" if employees > 250 else "small"', "small"),
    ('name & " in " & city', "Acme in Kiel"),
    ("custom_ends - custom_begins", 31),
    ("custom_begins + 31", "2026-02-01"),
    ("custom_begins + custom_huge", None),
    ("custom_value * 2", 2469),
    ("custom_yen", 500),
    ("not (employees > 5 and custom_missing > 1)", True),
    ("first(custom_missing, employees)", 10),
    ("max(employees, 3) - min(employees, 3)", 7),
    ("length(lower(name)) == 4", True),
    ("custom_huge * custom_huge * custom_huge * custom_huge > 1", True),
]
FAULTS = [
    ("", "Write a formula"),
    ("amount *", "cannot be read"),
    ("nothing + 1", "no field “nothing”"),
    ("name + 1", "a text where a number"),
    ("__import__('os').system('ls')", "Use fields"),
    ("eval('1')", "Functions"),
    ("(lambda: 1)()", "Use fields"),
    ("name.upper()", "Use fields"),
    ("[1 for x in name]", "Use fields"),
    ("employees ** 99", "Count with"),
    ("1e400 + 1", "too large"),
    ("(" * 60 + "1" + ")" * 60 + " + " + "-" * 80 + "1", "deep"),
    ("1 if employees > 1 else name", "a text where a number"),
]


@pytest.fixture
def admin(teams: Any) -> User:
    return create_user(email="root@accrue.test", name="Root", roles=["administrator"], team=teams[0])


@pytest.fixture
def acme(admin: User) -> Company:
    types = {"Zero": "number", "Missing": "number", "Huge": "number", "Begins": "date", "Ends": "date"}
    for label, type_ in {**types, "Value": "money", "Yen": "money"}.items():
        make_field(actor=admin, kind="company", label=label, type=type_)
    custom = {"zero": 0, "huge": 999_999_999_999_999, "begins": "2026-01-01", "ends": "2026-02-01"}
    custom |= {"value": "1234.50 EUR", "yen": "500 JPY"}
    return create_company(actor=admin, name="Acme", city="Kiel", employees=10, custom=custom)


def test_formulas_are_worked_out_by_the_database(
    admin: User, acme: Company, django_assert_num_queries: Any
) -> None:
    for number, (formula, _) in enumerate(FORMULAS):
        make_field(actor=admin, kind="company", label=f"F {number}", type="formula", formula=formula)
    other = create_company(actor=admin, name="Other")
    access_of(admin)
    with django_assert_num_queries(1):
        values = values_of(admin, "company", [acme, other])[acme.pk]
    for number, (formula, expected) in enumerate(FORMULAS):
        assert values[f"f_{number}"] == expected, formula
    fields = fields_for(admin, "company")
    assert [fields[f"custom_f_{n}"].type.value for n in (0, 3, 6, 10)] == ["number", "text", "date", "yesno"]
    for condition in (
        ["custom_f_0", "gt", 20],
        ["custom_f_3", "is", ["small"]],
        ["custom_f_6", "on", "2026-02-01"],
        ["custom_f_10", "is", True],
    ):
        found = narrowed(admin, "company", Company.objects.all(), parse({"all": [condition]}))
        assert acme in found, condition


@pytest.mark.parametrize(("formula", "said"), FAULTS)
def test_what_is_no_formula_is_refused_with_a_word(
    admin: User, acme: Company, formula: str, said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        make_field(actor=admin, kind="company", label="F", type="formula", formula=formula)
    assert said in refused.value.fields["formula"]


def test_a_roll_up_counts_what_the_reader_may_see(admin: User, acme: Company) -> None:
    from accrue.contacts.services import create_person

    create_person(actor=admin, given_name="Ana", company_id=acme.pk)
    known = [key for key, one in fields_for(admin, "company").items() if one.aggregate]
    for key in known:
        make_field(actor=admin, kind="company", label=f"Rolled {key}", type="rollup", rollup=key)
    values = values_of(admin, "company", [acme])[acme.pk]
    assert {key: values[f"rolled_{key}"] for key in known}
    with pytest.raises(Invalid, match="Choose what is rolled up"):
        make_field(actor=admin, kind="company", label="X", type="rollup", rollup="name")


def test_a_hidden_field_is_nowhere(admin: User, acme: Company, rep: User) -> None:
    make_field(actor=admin, kind="company", label="Twice", type="formula", formula="custom_huge * 2")
    hide("rep", "company", "custom_huge")
    held = User.objects.get(pk=rep.pk)
    Company.objects.filter(pk=acme.pk).update(owner=rep, team=rep.team)
    values = values_of(held, "company", [acme])[acme.pk]
    assert "huge" not in values
    assert "twice" not in values
    assert values["zero"] == 0
    assert not {"custom_huge", "custom_twice"} & set(fields_for(held, "company"))
    edit_company(actor=admin, company_id=acme.pk, version=1, custom={"huge": 1, "zero": 1})
    assert next(one.body for one in timeline_of(held, "company", acme.pk).happenings) == "Zero"
    assert next(one.body for one in timeline_of(admin, "company", acme.pk).happenings) == "Huge, Zero"


def test_the_api_writes_reads_and_refuses(admin: User, client: Client) -> None:
    expires_at = clock.now() + timedelta(1)
    scopes = ["*:write", "*:read"]
    _, secret = create_token(user=admin, name="t", scopes=scopes, expires_at=expires_at)
    headers = {"authorization": f"Bearer {secret}"}

    def ask(method: str, path: str, body: Any = None) -> Any:
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1{path}", headers=headers, **data)

    made = ask(
        "post", "/custom-fields/company", {"label": "Tier", "type": "choice", "choices": [{"label": "Gold"}]}
    )
    assert made.status_code == 201, made.content
    field = made.json()
    assert (field["key"], field["choices"][0]["key"]) == ("tier", "gold")
    company = ask("post", "/companies", {"name": "Acme", "custom": {"tier": "Gold"}}).json()
    assert company["custom"] == {"tier": "gold"}
    path = f"/companies/{company['id']}"
    refused = ask("patch", path, {"version": 1, "custom": {"nope": 1}})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"field": "custom_nope", "message": "There is no custom field “nope”."}
    ]
    assert ask("patch", path, {"version": 1, "custom": {"tier": None}}).json()["custom"] == {"tier": None}
    assert ask("get", "/companies").json()["items"][0]["custom"] == {"tier": None}
    renamed = ask("patch", f"/custom-fields/fields/{field['id']}", {"version": 1, "label": "Level"})
    assert (renamed.json()["key"], renamed.json()["label"]) == ("tier", "Level")
    assert ask("delete", f"/custom-fields/fields/{field['id']}").status_code == 409
    ask("post", f"/custom-fields/fields/{field['id']}/archive")
    assert ask("get", "/custom-fields/company").json() == []
    assert ask("delete", f"/custom-fields/fields/{field['id']}").status_code == 204
    assert ask("get", "/companies").json()["items"][0]["custom"] == {}
