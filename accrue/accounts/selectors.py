from __future__ import annotations

from django.db.models import Q

from accrue.accounts.access import Access, Granted
from accrue.accounts.kinds import Level, Scope
from accrue.accounts.models import FieldRule, Grant, Membership, Role, User


def load_access(user: User) -> Access:
    """Grants and field levels of all the user's roles, in three queries whatever their number."""
    teams = dict(
        Membership.objects.filter(user=user, team__is_archived=False).values_list("team_id", "team__name")
    )
    mine = Q(users=user) | Q(teams__in=teams)
    roles = {
        pk: (name, team)
        for pk, name, team in Role.objects.filter(mine).values_list("pk", "name", "teams__name").distinct()
    }
    grants: dict[tuple[str, str], Granted] = {}
    for role_id, kind, action, scope in Grant.objects.filter(role__in=roles).values_list(
        "role_id", "kind", "action", "scope"
    ):
        found, name = Scope(scope), roles[role_id]
        held = grants.get((kind, action))
        if held is None or held.scope.reach < found.reach:
            grants[kind, action] = Granted(found, name[0], None)
    return Access(user.pk, frozenset(teams), grants, _levels(list(roles)))


def _levels(role_ids: list[int]) -> dict[tuple[str, str], Level]:
    """The most permissive level wins: a field is lowered only where every role of the user lowers it."""
    lowered: dict[tuple[str, str], list[Level]] = {}
    for kind, field, level in FieldRule.objects.filter(role__in=role_ids).values_list(
        "kind", "field", "level"
    ):
        lowered.setdefault((kind, field), []).append(Level(level))
    return {
        key: max(levels, key=lambda found: found.reach)
        for key, levels in lowered.items()
        if len(levels) == len(role_ids)
    }
