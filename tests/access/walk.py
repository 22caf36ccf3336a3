"""The routes that are really there, and what each should answer to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.actors import Actor
from tests.access.policy import Policy
from tests.access.sample import Sample

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def routes() -> Iterator[str]:
    """Every route of the resolver, as it is written: `people/<int:person_id>/`."""
    yield from _flatten(get_resolver().url_patterns, "")


def _flatten(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _flatten(pattern.url_patterns, route)
        else:
            yield route


def address(route: str, policy: Policy, sample: Sample) -> str:
    """The route with its parameters filled: from the policy, else `person_id` is the sample person's."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return str(
            sample.filled(policy.args[name]) if name in policy.args else sample.id(name.removesuffix("_id"))
        )

    return "/" + PARAMETER.sub(fill, route)


def expected(policy: Policy, actor: Actor, sample: Sample) -> str:
    """allowed, signed out, forbidden or missing."""
    if policy.who == "public":
        return "allowed"
    if actor.user is None:
        return "signed out"
    if policy.who == "signed in":
        return "allowed"
    access = actor.rights
    record = sample[policy.on] if policy.on else None
    if record is not None and policy.hides and not access.may(policy.kind, "see", record):
        return "missing"
    scopes = access.token_scopes
    if policy.writes and scopes is not None and not {f"{policy.kind}:write", "*:write"} & scopes:
        return "forbidden"
    return "allowed" if access.may(policy.kind, policy.action, record) else "forbidden"
