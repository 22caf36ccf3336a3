"""Why somebody may or may not do something, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Model

from accrue.accounts.access import Access, access_of, owner_and_team
from accrue.accounts.kinds import Action, Level, RecordKind, Scope, fields_of, kind_called
from accrue.accounts.models import FieldRule, Grant, Team, User
from accrue.accounts.selectors import Held, held_roles

DOING = {
    Action.SEE: "see",
    Action.CREATE: "add",
    Action.EDIT: "change",
    Action.DELETE: "delete or archive",
    Action.EXPORT: "export",
}
LEVELS = {Level.HIDE: "hidden", Level.READ: "read only", Level.WRITE: "may be changed"}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer in one sentence, what it rests on, and what each field with a rule of its own allows."""

    is_allowed: bool
    answer: str
    reasons: Sequence[str]
    fields: Sequence[tuple[str, str, str]] = field(default=())


def explain(user: User, kind_key: str, action: str, record: Model | None = None) -> Explanation:
    """Why `user` may or may not do `action` on records of a kind, or on this very one."""
    kind, access = kind_called(kind_key), access_of(user)
    held, _ = held_roles(user)
    is_allowed = access.may(kind_key, action, record)
    answer = f"{user} may {'' if is_allowed else 'not '}{_doing(kind, action, record)}."
    if not user.is_active:
        return Explanation(False, answer, [f"{user} is disabled, and disabled people may do nothing."])
    reasons = [_grant(access, kind, action, held)]
    if record is not None:
        reasons += _belonging(user, access, kind, action, record)
    elif access.scope(kind_key, action) in (Scope.TEAM, Scope.OWN):
        reasons.append(f"Which {kind.plural.lower()} that are depends on who owns each.")
    if not is_allowed:
        reasons += _who_could(kind, action, access)
    if is_allowed and action == Action.EDIT and not access.may(kind_key, Action.SEE, record):
        reasons.append("But it cannot be seen, so it cannot be opened to change it.")
    return Explanation(is_allowed, answer, reasons, _fields(kind, access, held))


def _doing(kind: RecordKind, action: str, record: Model | None) -> str:
    if record is None:
        return f"{DOING[Action(action)]} {kind.plural.lower()}"
    return f"{DOING[Action(action)]} this {kind.label.lower()} ({record})"


def _grant(access: Access, kind: RecordKind, action: str, held: Sequence[Held]) -> str:
    granted = access.grants.get((kind.key, action))
    doing = f"{DOING[Action(action)]} {kind.plural.lower()}"
    if granted is None or granted.scope is Scope.NONE:
        names = ", ".join(dict.fromkeys(_named(one.role, one.team) for one in held))
        return (
            f"None of their roles lets them {doing}. They hold: {names}."
            if names
            else f"They hold no role, and without one nobody may {doing}."
        )
    through = _named(granted.role, granted.team)
    return {
        Scope.ALL: f"The role {through} lets them {doing}: all of them.",
        Scope.TEAM: f"The role {through} lets them {doing} that are theirs or their teams’ ({_teams(access)}).",
        Scope.OWN: f"The role {through} lets them {doing} that are their own.",
    }[granted.scope]


def _named(role: str, team: str | None) -> str:
    return f"{role} (through the team {team})" if team else role


def _teams(access: Access) -> str:
    names = Team.objects.filter(pk__in=access.team_ids).order_by("name").values_list("name", flat=True)
    return ", ".join(names) or "they are in none"


def _belonging(user: User, access: Access, kind: RecordKind, action: str, record: Model) -> list[str]:
    """Whose record it is, where the scope asks."""
    scope = access.scope(kind.key, action)
    if scope in (Scope.ALL, Scope.NONE):
        return []
    owner_id, team_id = owner_and_team(kind, record)
    if owner_id == user.pk:
        return ["It is their own."]
    owner = User.objects.filter(pk=owner_id).first() if owner_id else None
    team = Team.objects.filter(pk=team_id).first() if team_id else None
    whose = f"It belongs to {owner or 'nobody'}" + (f", team {team}." if team else ", and to no team.")
    if scope is Scope.TEAM and team_id in access.team_ids:
        return [whose, "They are in that team."]
    return [whose]


def _who_could(kind: RecordKind, action: str, access: Access) -> list[str]:
    have = access.scope(kind.key, action).reach
    wider = [
        grant
        for grant in Grant.objects.filter(kind=kind.key, action=action)
        .select_related("role")
        .order_by("role_id")
        if Scope(grant.scope).reach > have
    ]
    if not wider:
        return ["No role lets anybody do this."]
    told = ", ".join(f"{grant.role.name} ({SCOPES[Scope(grant.scope)]})" for grant in wider)
    return [f"Roles that reach further: {told}. An administrator can give one."]


SCOPES = {Scope.ALL: "all", Scope.TEAM: "their teams’", Scope.OWN: "their own", Scope.NONE: "none"}


def _fields(kind: RecordKind, access: Access, held: Sequence[Held]) -> list[tuple[str, str, str]]:
    """(field, what it allows, why) for each field that may carry a level of its own."""
    if not fields_of(kind) or not access.may(kind.key, Action.SEE):
        return []
    rules = FieldRule.objects.filter(kind=kind.key, role__in=[one.role_id for one in held])
    lowering: dict[str, list[str]] = {}
    for rule in rules.select_related("role").order_by("role_id"):
        lowering.setdefault(rule.field, []).append(rule.role.name)
    return [
        (label, *_level(access, kind, name, lowering.get(name, [])))
        for name, label in fields_of(kind).items()
    ]


def _level(access: Access, kind: RecordKind, name: str, lowering: Sequence[str]) -> tuple[str, str]:
    level = access.level(kind.key, name)
    if not lowering:
        return LEVELS[level], "no role says otherwise"
    if level is Level.WRITE:
        return LEVELS[level], f"{', '.join(lowering)} lowers it, another role does not"
    return LEVELS[level], f"lowered by {', '.join(lowering)}"
