"""How clean records are, as the last look at all of them found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet

from accrue.accounts import access
from accrue.accounts.models import Team, User
from accrue.errors import Missing
from accrue.quality.models import HealthScore, HealthWeights, Mending, Problem
from accrue.quality.selectors.rules import KINDS, field_label, fields_with_rules

PARTS = {"completeness": 0.4, "validity": 0.3, "uniqueness": 0.15, "freshness": 0.15}
DEFAULTS: dict[str, dict[str, int]] = {
    "person": {"email": 5, "family_name": 4, "given_name": 3, "phone": 3, "company": 3, "job_title": 2, "country": 2, "owner": 2},
    "company": {"name": 5, "domain": 4, "industry": 2, "phone": 2, "email": 2, "city": 1, "country": 3, "owner": 2},
    "product": {"name": 5, "code": 4},
    "deal": {"name": 4, "company": 4, "expected_close": 4, "owner": 3, "amount": 5},
}  # fmt: skip
PAGES = {"person": "/people/", "company": "/companies/", "product": "/products/", "deal": "/deals/"}
POINTS = 60


@dataclass(frozen=True, slots=True)
class ToMend:
    """A problem in words, with the address of exactly its records; `can_mend` says that a press of a button mends it."""

    problem: Problem
    label: str
    url: str
    can_mend: bool


def weights_of(kind: str) -> HealthWeights:
    """As somebody set them, or as they are until somebody does; fields that are gone are left out."""
    known = fields_with_rules(kind)
    found = HealthWeights.objects.filter(kind=kind).first() or HealthWeights(kind=kind, fields=DEFAULTS[kind])
    found.fields = {key: weight for key, weight in found.fields.items() if key in known}
    return found


def latest(actor: User, kind: str) -> list[HealthScore]:
    """The figures of the last look: all first, then teams and sources, the worst first."""
    access.require(actor, "see", "rule")
    last = HealthScore.objects.filter(kind=kind, scope="all").order_by("-at").first()
    if last is None:
        return []
    rest = HealthScore.objects.filter(kind=kind, at=last.at).exclude(scope="all").order_by("scope", "score")
    return [last, *rest]


def history(actor: User, kind: str) -> list[HealthScore]:
    """Oldest first."""
    access.require(actor, "see", "rule")
    return list(HealthScore.objects.filter(kind=kind, scope="all").order_by("-at")[:POINTS])[::-1]


def team_names(scores: list[HealthScore]) -> dict[str, str]:
    ids = [int(one.key) for one in scores if one.scope == "team" and one.key]
    return {str(pk): name for pk, name in Team.objects.filter(pk__in=ids).values_list("pk", "name")}


def to_mend(actor: User, kind: str) -> list[ToMend]:
    """What is wrong, the most frequent first; only fields this user may read."""
    access.require(actor, "see", "rule")
    held = access.access_of(actor)
    known = fields_with_rules(kind)
    problems = Problem.objects.filter(kind=kind, count__gt=0).select_related("rule").order_by("-count", "pk")
    found = []
    for one in problems:
        detail = known[one.field].detail if one.field in known else ""
        if detail and held.hides(kind, detail):
            continue
        can_mend = one.what == Problem.What.STANDARD and held.may(kind, "edit")
        found.append(ToMend(one, said(one), list_url(one), can_mend))
    return found


def said(problem: Problem) -> str:
    label = field_label(problem.kind, problem.field) if problem.field else ""
    match problem.what:
        case Problem.What.MISSING:
            return f"{label} is empty"
        case Problem.What.STANDARD:
            return f"{label} is not in standard form"
        case Problem.What.RULE:
            return problem.rule.message if problem.rule else label
    return "No news for long"


def problem_choices(actor: User, kind: str) -> list[tuple[int, str]]:
    """What lists can be narrowed by, as far as this user may read the fields."""
    if not access.access_of(actor).may("rule", "see"):
        return []
    return [(one.problem.pk, one.label) for one in to_mend(actor, kind)]


def list_url(problem: Problem) -> str:
    """The list narrowed to exactly these records."""
    row = [problem.field, "empty"] if problem.what == Problem.What.MISSING else ["issue", "any", [problem.pk]]
    text = json.dumps({"all": [row]}, separators=(",", ":"))
    return f"{PAGES[problem.kind]}?{urlencode({'filter': text})}"


def problem(problem_id: int) -> Problem:
    found = Problem.objects.filter(pk=problem_id, kind__in=KINDS).first()
    if found is None:
        raise Missing
    return found


def mendings(actor: User) -> QuerySet[Mending]:
    """What this user set going, or may look at as it is."""
    return access.visible(actor, Mending.objects.all()).order_by("-pk")


def mending(actor: User, mending_id: int) -> Mending:
    found = mendings(actor).filter(pk=mending_id).first()
    if found is None:
        raise Missing
    return found
