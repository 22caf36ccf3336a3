from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.text import slugify

from accrue.accounts.access import require
from accrue.accounts.kinds import Action, Level, Scope, fields_of, kinds
from accrue.accounts.models import FieldRule, Grant, Role, User
from accrue.accounts.roles import ROLES, grants_of
from accrue.accounts.selectors import record_seen
from accrue.accounts.services.limits import keeping_an_administrator, next_version
from accrue.accounts.services.organisation import note_second_factors
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import RoleChanged, RoleCreated, RoleDeleted
from accrue.events.services import record

type Grants = Mapping[tuple[str, str], str]
type Levels = Mapping[tuple[str, str], str]


@transaction.atomic
def ensure_built_in_roles() -> None:
    """Bring the built-in roles to what the code says, so that a new kind of record has its grants after an upgrade."""
    for key, (name, _) in ROLES.items():
        role, _ = Role.objects.get_or_create(key=key, defaults={"name": name, "is_built_in": True})
        held = {(g.kind, g.action, g.scope): g.pk for g in role.grants.all()}
        wanted = {(kind, str(action), str(scope)) for kind, action, scope in grants_of(key)}
        Grant.objects.filter(pk__in=[pk for line, pk in held.items() if line not in wanted]).delete()
        Grant.objects.bulk_create(
            [Grant(role=role, kind=k, action=a, scope=s) for k, a, s in sorted(wanted - held.keys())]
        )


@transaction.atomic
def copy_role(*, actor: User, role_id: int, name: str) -> Role:
    """A role of one's own that may do what another may, to be changed."""
    require(actor, Action.CREATE, "role")
    source = record_seen(actor, Role.objects.all(), role_id)
    role = Role.objects.create(key=_free_key(name), name=_clean_name(name))
    Grant.objects.bulk_create(
        [Grant(role=role, kind=g.kind, action=g.action, scope=g.scope) for g in source.grants.all()]
    )
    FieldRule.objects.bulk_create(
        [FieldRule(role=role, kind=r.kind, field=r.field, level=r.level) for r in source.field_rules.all()]
    )
    record(RoleCreated(role_id=role.pk, name=role.name, copied_from=source.key), actor=actor)
    return role


@transaction.atomic
def create_role(*, actor: User, name: str, grants: Grants, levels: Levels) -> Role:
    """A role of one's own from nothing: it may do what `grants` say. Keys as in `edit_role`."""
    require(actor, Action.CREATE, "role")
    _check(grants, levels)
    role = Role.objects.create(key=_free_key(name), name=_clean_name(name))
    _set_grants(role, grants)
    _set_levels(role, levels)
    record(RoleCreated(role_id=role.pk, name=role.name, copied_from=""), actor=actor)
    return role


@transaction.atomic
def edit_role(
    *, actor: User, role_id: int, version: int | None, name: str, grants: Grants, levels: Levels
) -> Role:
    """Set what a role of one's own may do: {(kind, action): scope} and {(kind, field): level}; others stay."""
    role = record_seen(actor, Role.objects.all(), role_id)
    require(actor, Action.EDIT, role)
    _refuse_built_in(role)
    _check(grants, levels)
    with keeping_an_administrator():
        next_version(role, version, code="accounts.changed_meanwhile", what="role")
        role.name = _clean_name(name)
        role.save(update_fields=["name"])
        changes = _set_grants(role, grants) + _set_levels(role, levels)
    record(RoleChanged(role_id=role.pk, name=role.name, changes=changes), actor=actor)
    return role


@transaction.atomic
def delete_role(*, actor: User, role_id: int) -> None:
    """Remove a role of one's own that nobody holds."""
    role = record_seen(actor, Role.objects.all(), role_id)
    require(actor, Action.DELETE, role)
    _refuse_built_in(role)
    people, teams = role.users.count(), role.teams.count()
    if people or teams:
        raise Conflict(
            "accounts.role_in_use",
            f"{people} people and {teams} teams hold this role. Take it from them first.",
        )
    record(RoleDeleted(role_id=role.pk, name=role.name), actor=actor)
    role.delete()
    note_second_factors()


def _set_grants(role: Role, wanted: Grants) -> list[str]:
    held = {(g.kind, g.action): g for g in role.grants.all()}
    changes: list[str] = []
    for key, scope in wanted.items():
        before = held[key].scope if key in held else Scope.NONE
        if before == scope:
            continue
        changes.append(f"{key[1]} {key[0]}: {before} → {scope}")
        if scope == Scope.NONE:
            held[key].delete()
        else:
            Grant.objects.update_or_create(
                role=role, kind=key[0], action=key[1], defaults={"scope": Scope(scope)}
            )
    return changes


def _set_levels(role: Role, wanted: Levels) -> list[str]:
    held = {(r.kind, r.field): r for r in role.field_rules.all()}
    changes: list[str] = []
    for key, level in wanted.items():
        before = held[key].level if key in held else Level.WRITE
        if before == level:
            continue
        changes.append(f"{key[0]}.{key[1]}: {before} → {level}")
        if level == Level.WRITE:
            held[key].delete()
        else:
            FieldRule.objects.update_or_create(
                role=role, kind=key[0], field=key[1], defaults={"level": Level(level)}
            )
    return changes


def _check(grants: Grants, levels: Levels) -> None:
    """Only declared kinds and fields, and only scopes that mean something for the kind."""
    known = {kind.key: kind for kind in kinds()}
    for (key, action), scope in grants.items():
        if key not in known or action not in Action.values or scope not in Scope.values:
            raise Invalid("accounts.no_such_grant", f"There is no grant {key} {action} {scope}.")
        is_owned = known[key].owner is not None or known[key].team is not None
        if not is_owned and (scope == Scope.OWN or (scope == Scope.TEAM and not known[key].by_team)):
            raise Invalid(
                "accounts.scope_without_owner",
                f"Nobody owns {known[key].plural.lower()}: choose all or none.",
            )
    for (key, field), level in levels.items():
        if key not in known or field not in fields_of(known[key]) or level not in Level.values:
            raise Invalid("accounts.no_such_field", f"There is no field {key}.{field} with a level {level}.")


def _refuse_built_in(role: Role) -> None:
    if role.is_built_in:
        raise Conflict(
            "accounts.built_in_role",
            f"{role.name} is built in and follows Accrue. Copy it and change the copy.",
        )


def _clean_name(name: str) -> str:
    if not name.strip() or len(name.strip()) > 80:
        raise Invalid(
            "accounts.role_name", "Give a name of up to 80 letters.", fields={"name": "Give a name."}
        )
    return name.strip()


def _free_key(name: str) -> str:
    key = slugify(_clean_name(name))[:40] or "role"
    if Role.objects.filter(key=key).exists() or Role.objects.filter(name__iexact=name.strip()).exists():
        raise Conflict("accounts.role_name_taken", f"There is a role called {name.strip()} already.")
    return key
