"""Walks every route and method as everybody, and compares with what the matrix says."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client

from accrue.accounts.kinds import kinds
from accrue.accounts.models import User
from accrue.accounts.services import invitations
from accrue.events.models import Event
from tests.access.actors import Actor
from tests.access.matrix import ELSEWHERE, ROUTES, STREAMS
from tests.access.overheard import overheard, text_of
from tests.access.policy import Policy
from tests.access.sample import Sample, canary, missing_for
from tests.access.walk import METHODS, address, expected, routes

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"
ASKED_FOR_NOTHING = {
    "anonymous",
    "administrator",
    "rep of another team",
    "half signed in",
    "token of an administrator, everything",
    "token of another team's rep, everything",
}
"""Who tries the methods that a route does not have; there is nothing behind them to be more or less allowed to."""


def test_every_route_is_declared():
    there = {r for r in routes() if not r.startswith(ELSEWHERE) and r not in STREAMS}
    assert not there - set(ROUTES), f"declare these in tests/access/matrix.py: {sorted(there - set(ROUTES))}"
    assert not set(ROUTES) - there, f"these are gone: {sorted(set(ROUTES) - there)}"


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_route(route, cast, tokens, sample):
    is_api = route.startswith("api/")
    actors = tokens | {"anonymous": cast["anonymous"]} if is_api else cast
    wrong = []
    for method in METHODS:
        policy = ROUTES[route].get(method)
        for actor in actors.values():
            if policy is None and actor.name not in ASKED_FOR_NOTHING:
                continue
            got = call(actor.client(), method, route, policy, sample, is_api)
            want = "no such method" if policy is None else expected(policy, actor, sample)
            if not agrees(want, got):
                wrong.append(f"{method} as {actor.name}: expected {want}, got {got}")
            if got.shown and not (policy and policy.who == "public"):
                wrong += [
                    f"{method} as {actor.name}: shows a {kind}" for kind in got.shown - seen_by(actor, sample)
                ]
            wrong += [f"{method} as {actor.name}: logs a {kind}" for kind in got.logged]
            wrong += [f"{method} as {actor.name}: mails a {kind} to {to}" for to, kind in got.mailed]
    assert not wrong, "\n".join([route, *wrong])


class Answer(str):
    """What a door answered, in a word, and the kinds of record whose canaries stood in it.

    `logged` are those in the log, where nobody's record belongs; `mailed` those in mails to somebody who may not see
    them: (address, kind).
    """

    shown: frozenset[str]
    logged: frozenset[str]
    mailed: frozenset[tuple[str, str]]


CANARIES = re.compile(rb"canary-([a-z]+)-[a-z_]+-7f3a")
# Records that are seen by whoever sees another kind.
PART_OF = {
    "attachment": "cost",
    "benefit": "programme",
    "comment": "statement",
    "goal": "programme",
    "link": "statement",
    "stakeholder": "programme",
}


def seen_by(actor: Actor, sample: Sample) -> set[str]:
    """Kinds whose sample record this actor may see, and those that are parts of them."""
    if actor.user is None:
        return set()
    access = actor.rights
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
    with transaction.atomic(), overheard() as heard:
        before = Event.objects.count()
        if method == "GET":
            response = client.get(where)
        elif is_api:
            response = client.generic(method, where, json.dumps(data), content_type="application/json")
        else:
            response = client.generic(method, where) if method != "POST" else client.post(where, data)
        wrote = Event.objects.count() != before
        body = everything(response)
        heard.follow()
        mailed = frozenset((to, kind) for letter in heard.letters for to, kind in strangers(letter, sample))
        transaction.set_rollback(True)
    got = word(response)
    answer = Answer(f"{got} but wrote" if wrote and got != "allowed" else got)
    answer.shown, answer.logged, answer.mailed = canaries(body), canaries(heard.log), mailed
    return answer


def canaries(text: bytes) -> frozenset[str]:
    """The kinds of record whose canaries stand in a text."""
    return frozenset(kind.decode() for kind in CANARIES.findall(text))


def strangers(letter: EmailMessage, sample: Sample) -> Iterator[tuple[str, str]]:
    """(address, kind) of records in a mail that who gets it may not see."""
    told = canaries(text_of(letter))
    for to in letter.recipients() if told else []:
        user = User.objects.filter(email=to).first()
        for kind in told - seen_by(Actor(to, user), sample):
            yield to, kind


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


def test_mails_and_the_log_are_looked_at(cast, sample, monkeypatch):
    """A mail that tells the invited of a person, and a line of log that does, are seen."""
    send = invitations.send

    def telling(name: str, *, to: str, subject: str, context: dict[str, object]) -> None:
        logging.getLogger("accrue.planted").warning("mail about %s", canary("person", "name"))
        send(name, to=to, subject=f"{subject} {canary('company', 'name')}", context=context)

    route, boss = "users/invite/", cast["administrator"]
    quiet = call(boss.client(), "POST", route, ROUTES[route]["POST"], sample, False)
    assert (quiet, quiet.logged, quiet.mailed) == ("allowed", set(), set())
    monkeypatch.setattr(invitations, "send", telling)
    loud = call(boss.client(), "POST", route, ROUTES[route]["POST"], sample, False)
    assert loud.logged == {"person"}
    assert loud.mailed == {("new@example.org", "company")}
