from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, CharField, F, Model, Q, QuerySet, Value

from accrue import clock
from accrue.accounts.access import Access, Granted, visible
from accrue.accounts.kinds import Action, Level, Scope
from accrue.accounts.models import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    Role,
    Team,
    User,
)
from accrue.accounts.roles import ADMINISTRATOR
from accrue.accounts.stamps import STAMPS, note
from accrue.errors import Missing

NO_LEVEL = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds, and the team that brought it; None where it is their own."""

    role_id: int
    role: str
    team: str | None


def load_access(user: User) -> Access:
    """Grants and field levels of all the user's roles, in one query whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({ALL_HELD}), {STAMPS}", {"user": user.pk})
        ((told, stamps),) = cursor.fetchall()
    note(json.loads(stamps))
    return _access(user.pk, told)


def signed_in(user_id: int) -> User | None:
    """The active user together with their access, in one query; None where there is none."""
    names = [field.attname for field in User._meta.concrete_fields]
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, ({ALL_HELD}), {STAMPS} FROM accounts_user WHERE id = %(user)s",  # noqa: S608  # names of our own
            {"user": user_id},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    user = User.from_db(connection.alias, names, row[:-2])
    user.access_kept = _access(user_id, row[-2])
    note(json.loads(row[-1]))
    return user if user.is_active else None


# Roles change rarely but are asked for with every request: the database is asked each time and answers in one text, and
# a text that this process has read before is not read again. So no other process can leave an old answer behind.
ALL_HELD = """
WITH held AS (
    SELECT role_id, NULL::bigint AS team_id, NULL AS team FROM accounts_user_roles WHERE user_id = %(user)s
    UNION ALL
    SELECT brought.role_id, team.id, team.name
    FROM accounts_membership mine
    JOIN accounts_team team ON team.id = mine.team_id AND NOT team.is_archived
    LEFT JOIN accounts_team_roles brought ON brought.team_id = team.id
    WHERE mine.user_id = %(user)s
)
SELECT json_build_array(
    (SELECT json_agg(json_build_array(held.role_id, role.name, held.team_id, held.team))
     FROM held LEFT JOIN accounts_role role ON role.id = held.role_id),
    (SELECT json_agg(json_build_array(role_id, kind, action, scope)) FROM accounts_grant
     WHERE role_id IN (SELECT role_id FROM held)),
    (SELECT json_agg(json_build_array(role_id, kind, field, level)) FROM accounts_fieldrule
     WHERE role_id IN (SELECT role_id FROM held))
)::text
"""


@lru_cache(maxsize=1_000)
def _access(user_id: int, told: str) -> Access:
    rows, granted, ruled = (part or [] for part in json.loads(told))
    held, team_ids = _sorted(rows)
    grants: dict[tuple[str, str], Granted] = {}
    rules: dict[int, dict[tuple[str, str], Level]] = defaultdict(dict)
    sees: dict[str, set[int]] = defaultdict(set)
    by_role = {one.role_id: one for one in reversed(held)}
    for role_id, kind, action, scope in granted:
        if action == Action.SEE and scope != Scope.NONE:
            sees[kind].add(role_id)
        one, found, best = by_role[role_id], Scope(scope), grants.get((kind, action))
        if best is None or _precedes(found, one, best):
            grants[kind, action] = Granted(found, one.role, one.team)
    for role_id, kind, field, level in ruled:
        rules[role_id][kind, field] = Level(level)
    return Access(user_id, frozenset(team_ids), grants, _levels(rules, sees))


def held_roles(user: User) -> tuple[list[Held], set[int]]:
    """The user's roles, their own first, then by team; and the teams they are in. One query."""
    own = Role.objects.filter(users=user).values_list(
        "pk", "name", Value(None, BigIntegerField()), Value(None, CharField())
    )
    brought = Membership.objects.filter(user=user, team__is_archived=False).values_list(
        "team__roles__pk", "team__roles__name", "team_id", "team__name"
    )
    return _sorted(list(own.union(brought, all=True)))


def _sorted(rows: Sequence[Sequence[Any]]) -> tuple[list[Held], set[int]]:
    found = [Held(role_id, role, team) for role_id, role, _, team in rows if role_id is not None]
    found.sort(key=lambda one: (one.team is not None, one.team or "", one.role))
    return found, {team_id for _, _, team_id, _ in rows if team_id is not None}


def _precedes(found: Scope, one: Held, best: Granted) -> bool:
    """The further reach wins; at equal reach an own role is named before a team's."""
    if found.reach != best.scope.reach:
        return found.reach > best.scope.reach
    return (one.team is not None, one.team or "", one.role) < (
        best.team is not None,
        best.team or "",
        best.role,
    )


def _levels(
    rules: dict[int, dict[tuple[str, str], Level]], sees: dict[str, set[int]]
) -> dict[tuple[str, str], Level]:
    """The most permissive level wins, among the roles through which the kind may be seen at all.

    A role that says nothing about a kind does not lift another role's rule about it.
    """
    found: dict[tuple[str, str], Level] = {}
    for key in {key for kept in rules.values() for key in kept}:
        roles = sees.get(key[0]) or {role for role, kept in rules.items() if key in kept}
        found[key] = max(
            (rules.get(role, {}).get(key, Level.WRITE) for role in roles), key=lambda level: level.reach
        )
    return found


# Reading people, teams and roles


def people(actor: User) -> QuerySet[User]:
    """Everybody this person may see, with what a list shows of them."""
    rows = visible(actor, User.objects.all())
    return rows.select_related("team").prefetch_related("roles", "teams")


def matching(rows: QuerySet[User], words: str) -> QuerySet[User]:
    """Those whose name or address contains every word."""
    for word in words.replace("\0", "").split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return rows


def record_seen[M: Model](actor: User, rows: QuerySet[M], pk: int) -> M:
    """One record of those `actor` may see; Missing otherwise."""
    found = visible(actor, rows).filter(pk=pk).first()
    if found is None:
        raise Missing
    return found


def teams(actor: User) -> QuerySet[Team]:
    return visible(actor, Team.objects.prefetch_related("roles").order_by("is_archived", "name"))


def roles(actor: User) -> QuerySet[Role]:
    return visible(actor, Role.objects.order_by("-is_built_in", "pk"))


def organisation() -> Organisation:
    """The company's own row; an unsaved one with the defaults until somebody changes them."""
    return Organisation.objects.filter(pk=1).first() or Organisation(pk=1)


def open_invitations() -> QuerySet[Invitation]:
    """Neither accepted nor withdrawn; they may have expired."""
    return (
        Invitation.objects.filter(withdrawn_at=None, accepted_by=None)
        .select_related("invited_by", "team")
        .prefetch_related("roles")
        .order_by("-created_at")
    )


def living_invitation(digest: str, at: datetime | None = None) -> Invitation | None:
    """The open invitation of a link, while its inviter works here and its address is nobody's."""
    found = open_invitations().filter(
        token_digest=digest, expires_at__gt=at or clock.now(), invited_by__is_active=True
    )
    return found.exclude(email__in=User.objects.values("email")).first()


def administrators() -> QuerySet[User]:
    """Active people who hold the administrator's role, themselves or through a team."""
    through_team = Membership.objects.filter(team__is_archived=False, team__roles__key=ADMINISTRATOR).values(
        "user"
    )
    return User.objects.filter(
        Q(roles__key=ADMINISTRATOR) | Q(pk__in=through_team), is_active=True
    ).distinct()


def has_people() -> bool:
    return User.objects.exists()


def own_tokens(user: User) -> QuerySet[ApiToken]:
    """One's own API tokens, the working ones first."""
    return ApiToken.objects.filter(user=user).order_by(F("revoked_at").desc(nulls_first=True), "-created_at")
