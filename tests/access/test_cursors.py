"""A3 and A4 for the place in a list: a cursor that was not given out here is refused in words, wherever one is taken."""

from __future__ import annotations

import base64
import json
import re

import pytest
from django.core import signing

from accrue.api import api
from tests.access.actors import everybody, programs
from tests.access.matrix import ROUTES
from tests.access.sample import Sample
from tests.access.walk import address

pytestmark = pytest.mark.django_db


def plain(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


FORGED = [
    plain(["created_at", "not a day", 1]),
    plain(["2026-99-99T00:00:00", 10**30]),
    plain(["-created_at", "2026-01-01", 10**30]),
    signing.dumps(["name", "after", "x", 1], salt="accrue.cursor.", key="another key"),
    "x", "%00", "é", "a:b:c", "." * 5_000,
]  # fmt: skip


@pytest.fixture
def cast_and_sample(db):
    sample, cast = Sample(), everybody()
    sample._made |= {name: actor.user for name, actor in cast.items() if actor.user}
    sample.make_all()
    return cast, sample


def test_a4_every_operation_refuses_a_forged_place(cast_and_sample):
    cast, sample = cast_and_sample
    client = programs(cast)["token of an administrator, everything"].client()
    tried = 0
    for path, operations in api.get_openapi_schema(path_prefix="api/v1/")["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["name"] not in ("cursor", "older"):
                continue
            route = next(r for r in ROUTES if _shape(r) == _shape(path))
            for forged in FORGED:
                where = address(route, ROUTES[route]["GET"], sample)
                answer = client.get(where, {parameter["name"]: forged})
                assert answer.status_code == 400, (where, forged, answer.content)
                assert answer.json()["code"] == "bad_cursor"
                tried += 1
    assert tried > 15 * len(FORGED)


def test_every_page_says_so(cast_and_sample):
    cast, sample = cast_and_sample
    client, said = cast["administrator"].client(), 0
    for route, by in ROUTES.items():
        if route.startswith("api/") or "GET" not in by:
            continue
        where = address(route, by["GET"], sample)
        for name in ("cursor", "older"):
            for forged in FORGED[:4]:
                answer = client.get(where, {**sample.filled(dict(by["GET"].query)), name: forged})
                assert answer.status_code < 500, (where, name, forged)
                if answer.status_code != 400 or not re.search(rb"damaged|broken", answer.content):
                    break  # no list, or one whose place is called otherwise
                assert b"Go to the first page" in answer.content
                said += 1
    assert said > 5 * 4


def _shape(path: str) -> str:
    """`people/<int:person_id>` and `/people/{person_id}` alike."""
    return "/".join("*" if part[:1] in "<{" else part for part in path.strip("/").split("/"))
