"""Who may do what: the one place that decides, and the one that scopes a queryset.

The most permissive grant of a user's own and team roles wins; what no grant names is denied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models import Model, Q, QuerySet

from accrue.accounts.kinds import Action, Level, RecordKind, Scope, kind_called, kind_of
from accrue.errors import Forbidden, Missing

if TYPE_CHECKING:
    from accrue.accounts.models import User


@dataclass(frozen=True, slots=True)
class Granted:
    scope: Scope
    role: str
    team: str | None


@dataclass(frozen=True)
class Access:
    """What one person, or one token of theirs, may do."""

    user_id: int | None
    team_ids: frozenset[int] = frozenset()
    grants: Mapping[tuple[str, str], Granted] = field(default_factory=dict)
    levels: Mapping[tuple[str, str], Level] = field(default_factory=dict)
    token_scopes: frozenset[str] | None = None

    def scope(self, kind: str, action: str) -> Scope:
        need = "read" if action in (Action.SEE, Action.EXPORT) else "write"
        if self.token_scopes is not None and not {f"{kind}:{need}", f"*:{need}"} & self.token_scopes:
            return Scope.NONE
        granted = self.grants.get((kind, action))
        return granted.scope if granted else Scope.NONE

    def may(self, kind: str, action: str, record: Model | None = None) -> bool:
        """Whether `action` is allowed: at all, or on this very record."""
        scope = self.scope(kind, action)
        if scope is Scope.NONE or scope is Scope.ALL or record is None:
            return scope is not Scope.NONE
        owner, team = owner_and_team(kind_called(kind), record)
        return (owner is not None and owner == self.user_id) or (
            scope is Scope.TEAM and team in self.team_ids
        )

    def level(self, kind: str, field_name: str) -> Level:
        """What may be done with one field of a record that may be seen."""
        return self.levels.get((kind, field_name), Level.WRITE)

    def hides(self, kind: str, field_name: str) -> bool:
        return self.level(kind, field_name) is Level.HIDE

    def restricted_to(self, token_scopes: frozenset[str]) -> Access:
        return replace(self, token_scopes=token_scopes)


NOBODY = Access(user_id=None)


def access_of(user: User) -> Access:
    """The user's access, asked once a request: the answer is kept on the instance."""
    from accrue.accounts.selectors import load_access

    if not getattr(user, "is_active", False):
        return NOBODY
    if user.access_kept is None:
        user.access_kept = load_access(user)
    return user.access_kept


def visible[M: Model](user: User, queryset: QuerySet[M], action: str = Action.SEE) -> QuerySet[M]:
    """Only the rows this user may see (or edit, delete, export)."""
    kind, access = kind_of(queryset.model), access_of(user)
    return queryset.filter(reach(access, kind, action))


def reach(access: Access, kind: RecordKind, action: str) -> Q:
    """The condition that a scope puts on the rows of a kind."""
    scope = access.scope(kind.key, action)
    if scope is Scope.ALL:
        return Q()
    condition = Q(pk__in=[])
    if scope.reach >= Scope.OWN.reach and kind.owner:
        condition |= Q(**{kind.owner: access.user_id})
    if scope.reach >= Scope.TEAM.reach and kind.team:
        condition |= Q(**{f"{kind.team}__in": access.team_ids})
    return condition


def require(user: User, action: str, record: Model | str) -> None:
    """Raise Missing where the record may not even be seen, Forbidden where only this action is denied.

    `record` is a record, or the key of a kind when there is none yet (create).
    """
    access = access_of(user)
    kind = record if isinstance(record, str) else kind_of(type(record)).key
    instance = None if isinstance(record, str) else record
    if instance is not None and not access.may(kind, Action.SEE, instance):
        raise Missing
    if not access.may(kind, action, instance):
        label = kind_called(kind).plural.lower()
        raise Forbidden(
            "accounts.not_allowed",
            f"You may not {action} {label}. “What you may do”, behind your name, explains why.",
        )


def require_writing(user: User, kind: str) -> None:
    """Raise Forbidden for a token that may only read what is about `kind`; people themselves are not asked."""
    scopes = access_of(user).token_scopes
    if scopes is not None and not {f"{kind}:write", "*:write"} & scopes:
        raise Forbidden(
            "accounts.token_only_reads", f"This token may only read. It needs the scope {kind}:write."
        )


def granted(action: str, kind: str) -> Callable[[object], bool]:
    """Whether somebody may do this at all: what menus, panels and commands ask before they are shown."""
    from accrue.accounts.models import User

    def asked(person: object) -> bool:
        return isinstance(person, User) and access_of(person).may(kind, action)

    return asked


def owner_and_team(kind: RecordKind, record: Model) -> tuple[int | None, int | None]:
    """The ids of whoever a record belongs to."""
    return _follow(record, kind.owner), _follow(record, kind.team)


def _follow(record: Model, path: str | None) -> int | None:
    """The id at the end of a lookup path such as `deal__owner`."""
    if path is None:
        return None
    *steps, last = path.split("__")
    for step in steps:
        record = getattr(record, step)
        if record is None:
            return None
    found = getattr(record, f"{last}_id") if hasattr(record, f"{last}_id") else getattr(record, last)
    return found if isinstance(found, int) else None
