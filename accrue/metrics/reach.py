"""Whose figures somebody may see: the company's, their teams', or none."""

from __future__ import annotations

from dataclasses import replace

from accrue.accounts.access import access_of
from accrue.accounts.kinds import Scope, kinds
from accrue.accounts.models import Team, User
from accrue.errors import Forbidden
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import Measure
from accrue_facts.measures.question import Question

MONEY_FIELDS = {"amount": ("amount",), "margin": ("amount", "margin"), "year_margin": ("amount", "margin")}


def require_measures(user: User) -> None:
    if access_of(user).scope("measure", "see").reach < Scope.TEAM.reach:
        raise Forbidden(
            "metrics.no_measures",
            "You may not see measures. “What you may do”, behind your name, explains why.",
        )


def scope_of(user: User, measure: Measure) -> Scope:
    """No further than the measure's own records reach."""
    access, known = access_of(user), {kind.key for kind in kinds()}
    asked = ["measure", *([measure.kind] if measure.kind in known - {"team"} else [])]
    return min((access.scope(kind, "see") for kind in asked), key=lambda scope: scope.reach)


def within_reach(user: User, question: Question, team_names: tuple[str, ...]) -> Question:
    """The question, narrowed to the user's teams where they may not see the whole company. Forbidden where nothing is left.

    `team_names` are those of `names_of_teams`, asked once for many questions.
    """
    measure = question.defined
    scope = scope_of(user, measure)
    if scope.reach < Scope.TEAM.reach or _is_hidden(user, measure):
        raise Forbidden(
            "metrics.not_allowed",
            f"You may not see “{measure.label}”, for you may not see all it is made of.",
        )
    if scope is Scope.ALL:
        return question
    if "team" not in measure.dimensions:
        raise Forbidden(
            "metrics.company_only",
            f"“{measure.label}” is a figure of the whole company, and you see those of your team.",
        )
    if not team_names:
        raise Forbidden("metrics.no_team", "You see the figures of your team, and belong to none.")
    asked = dict(question.only)
    mine = tuple(name for name in asked.pop("team", team_names) if name in team_names)
    if not mine:
        raise Forbidden("metrics.other_team", "You see the figures of your own teams only.")
    return replace(question, only=tuple(sorted((asked | {"team": mine}).items())))


def names_of_teams(user: User) -> tuple[str, ...]:
    ids = access_of(user).team_ids
    if not ids or access_of(user).scope("measure", "see") is Scope.NONE:
        return ()
    return tuple(Team.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True))


def _is_hidden(user: User, measure: Measure) -> bool:
    """Money made of a field that is hidden from somebody is hidden with it."""
    made_of = MEASURES[measure.growth_of] if measure.growth_of else measure
    fields = MONEY_FIELDS.get(made_of.top.value if made_of.top else "", ())
    access = access_of(user)
    of = ("order", "deal", "cost") if measure.kind == "person" else (measure.kind,)
    return any(access.hides(kind, name) for kind in of for name in fields)
