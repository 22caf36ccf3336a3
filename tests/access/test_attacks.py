"""A4, A5, A6 at every door there is: foreign ids, the side doors of hidden fields, keys that nobody declared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from accrue.accounts.kinds import fields_of, kinds
from accrue.accounts.models import FieldRule, Role, User
from accrue.api import api
from accrue.events.models import Event
from tests.access.matrix import ROUTES
from tests.access.policy import signed_in
from tests.access.sample import Sample, missing_for
from tests.access.test_matrix import everything
from tests.access.walk import address

pytestmark = pytest.mark.django_db
GREEDY = {
    "role": "administrator",
    "roles": ["administrator"],
    "is_superuser": True,
    "is_staff": True,
    "is_active": True,
    "password": "correct horse battery",
    "id": 1,
    "pk": 1,
    "created_at": "2001-01-01T00:00:00Z",
    "team_id": 1,
}
WRITTEN = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{route}"): route for route in ROUTES}
SCHEMAS: dict[str, Any] = api.get_openapi_schema()["components"]["schemas"]


def named_bodies() -> Iterator[tuple[str, str, str]]:
    """(path, method, the schema's name) of every operation of the API that takes a JSON object."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" not in content:
                continue
            yield path, method.upper(), content["application/json"]["schema"]["$ref"].rpartition("/")[2]


def bodies() -> Iterator[tuple[str, str, set[str]]]:
    """(path, method, the keys it declares)."""
    for path, method, name in named_bodies():
        yield path, method, set(SCHEMAS[name]["properties"])


def test_there_are_bodies_to_try():
    assert len(list(bodies())) > 60


@pytest.mark.parametrize(("path", "method", "declared"), sorted(bodies(), key=lambda one: one[:2]))
def test_a6_the_api_refuses_every_key_that_is_not_declared(path, method, declared, tokens, sample):
    program = tokens["token of an administrator, everything"].client()
    route = WRITTEN.get(path, "")
    policy = ROUTES[route][method] if route else signed_in()
    where = address(route, policy, sample) if route else re.sub(r"{\w+}", "1", path)
    undeclared = {key: value for key, value in GREEDY.items() if key not in declared}
    before = Event.objects.count()
    body = json.dumps({**sample.filled(dict(policy.data)), **undeclared})
    answer = program.generic(method, where, body, content_type="application/json")
    assert answer.status_code == 422, f"{method} {where}: {answer.status_code}"
    assert not [key for key in undeclared if f'"body.{key}"' not in answer.text], answer.text
    assert Event.objects.count() == before


def test_a6_no_part_of_a_body_takes_what_is_not_declared():
    """Objects within objects too; a dictionary whose keys are data declares what its values are."""
    asked, seen = [name for _, _, name in named_bodies()], set()
    while asked:
        name = asked.pop()
        if name in seen:
            continue
        seen.add(name)
        schema = SCHEMAS[name]
        is_open = schema.get("type") == "object" and schema.get("additionalProperties", True) is True
        assert not is_open or name == "Custom", name  # its keys are data: the fields that a company made
        asked += re.findall(r"#/components/schemas/(\w+)", json.dumps(schema))


@pytest.mark.parametrize(
    "route", sorted(r for r, by in ROUTES.items() if "POST" in by and not r.startswith("api/"))
)
def test_a6_no_form_raises_who_sends_it(route, cast, sample):
    rep = cast["rep"]
    policy = ROUTES[route]["POST"]
    greedy = replace(policy, data={**GREEDY, **policy.data})
    where, data = address(route, greedy, sample), sample.filled(dict(greedy.data))
    held = User.roles.through.objects.filter(role__key="administrator").values_list("user_id", flat=True)
    before = set(standing()), set(held)
    with transaction.atomic():
        rep.client().post(where, data)
        after = set(standing()), set(held.all())
        transaction.set_rollback(True)
    assert before[0] <= after[0], "someone's standing changed"
    assert before[1] == after[1]


def standing() -> Any:
    """Everybody, whether they may sign in and with what, and where they belong."""
    return User.objects.values_list("pk", "is_active", "team_id", "password")


@pytest.fixture
def hidden(db) -> list[bytes]:
    """Every detail that may be hidden is hidden from reps; its canaries."""
    role = Role.objects.get(key="rep")
    rules = [(kind.key, name) for kind in kinds() for name in fields_of(kind)]
    FieldRule.objects.filter(role=role).delete()
    FieldRule.objects.bulk_create(
        FieldRule(role=role, kind=kind, field=name, level="hide") for kind, name in rules
    )
    return [f"canary-{kind}-{name}-7f3a".encode() for kind, name in rules]


@pytest.mark.parametrize("door", ["page", "api"])
def test_a5_what_is_hidden_is_absent_at_every_door(door, cast, tokens, sample, hidden):
    actor = cast["rep"] if door == "page" else tokens["token of a rep, everything"]
    client, told, asked = actor.client(), [], 0
    for route, methods in ROUTES.items():
        if "GET" not in methods or route.startswith("api/") != (door == "api"):
            continue
        policy = methods["GET"]
        where = address(route, policy, sample)
        query = "&".join(f"{key}={value}" for key, value in sample.filled(dict(policy.query)).items())
        said = everything(client.get(f"{where}?{query}"))
        told += [f"{route}: {canary.decode()}" for canary in hidden if canary in said]
        asked += 1
    assert asked > 50
    assert not told, "\n".join(told)


def test_a5_bites(cast, sample, hidden):
    """The same details stand on the pages of those from whom they are not hidden."""
    manager = cast["manager"].client()
    for kind, plural in (("person", "people"), ("company", "companies"), ("deal", "deals")):
        said = everything(manager.get(f"/{plural}/{sample.id(kind)}/"))
        shown = [one for one in hidden if one.startswith(f"canary-{kind}-".encode()) and one in said]
        assert shown, kind


def test_a5_nobody_is_found_by_what_is_hidden(cast, tokens, sample, hidden):
    """Nor is it told by how many there are: the search says no more of it than of nonsense."""
    page, program = cast["rep"].client(), tokens["token of a rep, everything"].client()
    for kind, plural in (("person", "people"), ("company", "companies"), ("deal", "deals")):
        for canary in [one.decode() for one in hidden if one.startswith(f"canary-{kind}-".encode())]:
            assert not program.get(f"/api/v1/{plural}", {"q": canary}).json()["items"], canary
            for where in ("/palette/", f"/{plural}/", f"/{plural}/choices/"):
                answer = page.get(where, {"q": canary})
                assert f"/{plural}/{sample.id(kind)}/" not in answer.text, f"{where}?q={canary}"


SCOPED = ("person", "company", "deal", "order", "invoice")


def references() -> Iterator[tuple[str, str, str, str]]:
    """(path, method, key, kind) of every key of a body that names a record which not everybody may see."""
    for path, method, declared in bodies():
        for key in sorted(declared):
            kind = key.removesuffix("_ids").removesuffix("_id")
            if kind in SCOPED and key != kind:
                yield path, method, key, kind


def test_there_are_references_to_try():
    assert {"person", "company", "invoice"} <= {kind for *_, kind in references()}


@pytest.mark.parametrize(("path", "method", "key", "kind"), sorted(references()))
def test_a4_a_foreign_record_in_a_body_is_as_one_that_never_was(
    path, method, key, kind, cast, tokens, sample
):
    """Sent by somebody who may do this with records of their own."""
    actor = tokens["token of another team's rep, everything"]
    own = Sample()
    own._made |= {**sample._made, "rep": actor.user}
    for name in (*SCOPED, "buyer", "firm"):
        own._made.pop(name)
    policy = ROUTES[WRITTEN[path]][method]
    where, data = address(WRITTEN[path], policy, own), own.filled(dict(policy.data))

    def answered(given: int) -> tuple[int, str]:
        value = [given] if key.endswith("_ids") else given
        before = Event.objects.count()
        body = json.dumps({**data, key: value})
        answer = actor.client().generic(method, where, body, content_type="application/json")
        assert Event.objects.count() == before, f"{method} {where} wrote with {key} {given}"
        return answer.status_code, re.sub(r"\d+", "#", answer.text)

    foreign = answered(sample.id(kind))
    assert foreign[0] in (403, 404, 422), foreign
    assert foreign == answered(missing_for(kind))
