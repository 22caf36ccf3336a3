"""Walks every route and method as everybody, and compares with what the matrix says."""

from __future__ import annotations

import json
import re

import pytest
from django.db import transaction
from django.test import Client

from accrue.accounts.access import access_of
from accrue.accounts.kinds import kinds
from accrue.events.models import Event
from tests.access.actors import Actor, everybody, programs
from tests.access.matrix import ELSEWHERE, ROUTES, STREAMS
from tests.access.policy import Policy
from tests.access.sample import Sample, missing_for
from tests.access.walk import METHODS, address, asked_anew, expected, routes

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


def test_every_route_is_declared():
    there = {r for r in routes() if not r.startswith(ELSEWHERE) and r not in STREAMS}
    assert not there - set(ROUTES), f"declare these in tests/access/matrix.py: {sorted(there - set(ROUTES))}"
    assert not set(ROUTES) - there, f"these are gone: {sorted(set(ROUTES) - there)}"


@pytest.fixture(scope="module")
def prepared(django_db_setup, django_db_blocker):
    """The sample records and the cast, made once; every test's own changes are rolled back to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        sample, cast = Sample(), everybody()
        sample._made |= {name: actor.user for name, actor in cast.items() if actor.user}
        sample.make_all()
        yield sample, cast, programs(cast)
        transaction.set_rollback(True)


@pytest.fixture
def sample(prepared, db):
    return prepared[0]


@pytest.fixture
def cast(prepared, db):
    return prepared[1]


@pytest.fixture
def tokens(prepared, db):
    return prepared[2]


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_route(route, cast, tokens, sample):
    is_api = route.startswith("api/")
    actors = tokens | {"anonymous": cast["anonymous"]} if is_api else cast
    wrong = []
    for method in METHODS:
        policy = ROUTES[route].get(method)
        for actor in actors.values():
            got = call(actor.client(), method, route, policy, sample, is_api)
            want = "no such method" if policy is None else expected(policy, actor, sample)
            if not agrees(want, got):
                wrong.append(f"{method} as {actor.name}: expected {want}, got {got}")
            if not (policy and policy.who == "public"):
                wrong += [
                    f"{method} as {actor.name}: shows a {kind}" for kind in got.shown - seen_by(actor, sample)
                ]
    assert not wrong, "\n".join([route, *wrong])


class Answer(str):
    """What a door answered, in a word, and the kinds of record whose canaries stood in it."""

    shown: frozenset[str]


CANARIES = re.compile(rb"canary-([a-z]+)-[a-z_]+-7f3a")
# Records that are seen by whoever sees another kind.
PART_OF = {"attachment": "cost", "benefit": "programme", "goal": "programme", "link": "statement"}


def seen_by(actor: Actor, sample: Sample) -> set[str]:
    """Kinds whose sample record this actor may see, and those that are parts of them."""
    if actor.user is None:
        return set()
    access = access_of(asked_anew(actor))
    names = [kind.key for kind in kinds() if kind.key in sample._made]
    seen = {name for name in names if access.may(name, "see", sample[name])}
    return seen | {part for part, whole in PART_OF.items() if access.may(whole, "see")}


def call(
    client: Client, method: str, route: str, policy: Policy | None, sample: Sample, is_api: bool
) -> Answer:
    """What the door answered, leaving nothing behind."""
    some = policy or next(iter(ROUTES[route].values()))
    where, data = address(route, some, sample), sample.filled(dict(some.data))
    if query := sample.filled(dict(some.query)):
        where += "?" + "&".join(f"{k}={v}" for k, v in query.items())
    with transaction.atomic():
        before = Event.objects.count()
        if method == "GET":
            response = client.get(where)
        elif is_api:
            response = client.generic(method, where, json.dumps(data), content_type="application/json")
        else:
            response = client.generic(method, where) if method != "POST" else client.post(where, data)
        wrote = Event.objects.count() != before
        transaction.set_rollback(True)
    got = word(response)
    answer = Answer(f"{got} but wrote" if wrote and got != "allowed" else got)
    answer.shown = frozenset(kind.decode() for kind in CANARIES.findall(everything(response)))
    return answer


def everything(response) -> bytes:
    """Headers and body, a file's content included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return repr(response.headers).encode() + body


def word(response) -> str:
    status = response.status_code
    if status == 401 or (status in (302, 303) and response["Location"].startswith(SIGN_IN)):
        return "signed out"
    return {403: "forbidden", 404: "missing", 405: "no such method"}.get(
        status, "allowed" if status < 500 else f"broken ({status})"
    )


def agrees(want: str, got: str) -> bool:
    # A door that asks who is there before it says that it has no such method gives nothing away.
    return got == want or (want == "no such method" and got in ("signed out", "forbidden", "missing"))


@pytest.mark.parametrize(
    "route", sorted(r for r, by in ROUTES.items() if any(p.on and m == "GET" for m, p in by.items()))
)
def test_hidden_looks_like_missing(route, cast, tokens, sample):
    policy = ROUTES[route]["GET"]
    actors = tokens if route.startswith("api/") else cast
    hidden = [a for a in actors.values() if expected(policy, a, sample) == "missing"]
    for actor in hidden:
        there = actor.client().get(address(route, policy, sample))
        name = next(n for n in re.findall(r"<(?:\w+:)?(\w+)>", route))
        gone = actor.client().get(address(route, _with(policy, {name: missing_for(name)}), sample))
        assert plain(there) == plain(gone), f"{actor.name} can tell hidden from missing"


def _with(policy: Policy, args: dict[str, object]) -> Policy:
    return Policy(
        policy.who, policy.kind, policy.action, policy.on, {**policy.args, **args}, policy.data, policy.query
    )


def plain(response) -> tuple[int, bytes]:
    """The answer without what is random in every page."""
    body = re.sub(rb'(name="csrf" content|csrfmiddlewaretoken" value)="[^"]*"', b"", response.content)
    return response.status_code, body


def test_the_walk_bites(cast, sample):
    """An open door where the matrix says that one is shut is seen."""
    assert not agrees(expected(Policy("signed in"), cast["anonymous"], sample), "allowed")
    assert isinstance(cast["rep"], Actor)
