from __future__ import annotations

import zoneinfo
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F

from accrue.accounts.access import require
from accrue.accounts.kinds import Action
from accrue.accounts.models import Membership, Role, Team, User
from accrue.accounts.selectors import record_seen
from accrue.accounts.services.limits import (
    forget_access,
    keeping_an_administrator,
    next_version,
    require_may_hand_on,
)
from accrue.accounts.services.organisation import note_second_factors
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import (
    ProfileEdited,
    SessionsEnded,
    UserCreated,
    UserDisabled,
    UserEdited,
    UserEnabled,
    UserRolesChanged,
)
from accrue.events.services import record

LOCALES = {"en_GB": "English (United Kingdom)", "en_US": "English (United States)", "de_DE": "German numbers"}


@transaction.atomic
def create_user(
    *,
    email: str,
    name: str,
    password: str | None = None,
    roles: Iterable[str] = (),
    team: Team | None = None,
    actor: User | None = None,
) -> User:
    """Somebody who works here, made by the command line, a demo or an accepted invitation.

    `roles` are keys. Without a password they choose one by the link of "reset password".
    """
    address, keys = clean_email(email), list(roles)
    if not name.strip():
        raise Invalid("accounts.no_name", "Give a name.", fields={"name": "Give a name."})
    if User.objects.filter(email=address).exists():
        raise _taken(address)
    found = roles_called(keys)
    user = User(email=address, name=name.strip(), team=team)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody else was made with this address in the same moment
        raise _taken(address) from None
    user.roles.set(found)
    if team:
        Membership.objects.create(user=user, team=team)
    note_second_factors()
    user.refresh_from_db(fields=["needs_second_factor"])
    record(UserCreated(user_id=user.pk, name=user.name, email=user.email, roles=sorted(keys)), actor=actor)
    return user


def _taken(address: str) -> Conflict:
    return Conflict("accounts.email_taken", f"Somebody signs in as {address} already.")


@transaction.atomic
def edit_user(
    *,
    actor: User,
    user_id: int,
    version: int | None = None,
    name: str | None = None,
    roles: Iterable[str] | None = None,
    team_id: int | None = None,
    team_ids: Iterable[int] | None = None,
) -> User:
    """Change a person's name, roles (keys), home team and teams; what is None stays. `team_id` 0: no home team."""
    user = record_seen(actor, User.objects.all(), user_id)
    require(actor, Action.EDIT, user)
    with keeping_an_administrator():
        next_version(user, version, code="accounts.changed_meanwhile", what="person")
        changed = _rename(user, name) + _place(actor, user, team_id, team_ids)
        if changed:
            record(UserEdited(user_id=user.pk, fields=changed), actor=actor)
        if roles is not None:
            _give(actor, user, list(roles))
    note_second_factors()
    forget_access(user)
    return user


def _rename(user: User, name: str | None) -> list[str]:
    if name is None or name.strip() == user.name:
        return []
    if not name.strip():
        raise Invalid("accounts.no_name", "Give a name.", fields={"name": "Give a name."})
    user.name = name.strip()
    user.save(update_fields=["name"])
    return ["name"]


def _place(actor: User, user: User, team_id: int | None, team_ids: Iterable[int] | None) -> list[str]:
    """Home team and memberships; the home team is always one of them."""
    if team_id is None and team_ids is None:
        return []
    before = set(user.teams.values_list("pk", flat=True))
    home = user.team_id if team_id is None else (team_id or None)
    wanted = (before if team_ids is None else set(team_ids)) | ({home} if home else set())
    found = Team.objects.filter(pk__in=wanted).prefetch_related("roles")
    if len(found) != len(wanted) or any(team.is_archived and team.pk not in before for team in found):
        raise Invalid(
            "accounts.no_such_team", "Choose a team that is there.", fields={"team": "Choose again."}
        )
    moved = Team.objects.filter(pk__in=wanted ^ before)
    require_may_hand_on(actor, Role.objects.filter(teams__in=moved))
    Membership.objects.filter(user=user, team_id__in=before - wanted).delete()
    Membership.objects.bulk_create([Membership(user=user, team_id=pk) for pk in wanted - before])
    changed = ["teams"] if wanted != before else []
    if home != user.team_id:
        user.team_id = home
        user.save(update_fields=["team"])
        changed.append("home team")
    return changed


def _give(actor: User, user: User, keys: list[str]) -> None:
    before, after = {role.key: role for role in user.roles.all()}, {r.key: r for r in roles_called(keys)}
    given, taken = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    if not given and not taken:
        return
    require_may_hand_on(actor, [(after | before)[key] for key in [*given, *taken]])
    user.roles.set(after.values())
    record(UserRolesChanged(user_id=user.pk, given=given, taken=taken), actor=actor)


@transaction.atomic
def disable_user(*, actor: User | None, user_id: int) -> User:
    """End every session and token of a person at once; what they did stays. `actor` None: the command line."""
    user = _for_change(actor, user_id)
    if not user.is_active:
        return user
    if actor is not None and actor.pk == user.pk:
        raise Conflict("accounts.not_yourself", "You cannot disable yourself. Ask another administrator.")
    with keeping_an_administrator():
        user.is_active = False
        user.session_epoch += 1
        user.version += 1
        user.save(update_fields=["is_active", "session_epoch", "version"])
    record(UserDisabled(user_id=user.pk, name=user.name), actor=actor)
    return user


@transaction.atomic
def enable_user(*, actor: User | None, user_id: int) -> User:
    """Let somebody sign in again, with the password they had."""
    user = _for_change(actor, user_id)
    if user.is_active:
        return user
    user.is_active = True
    user.version += 1
    user.save(update_fields=["is_active", "version"])
    record(UserEnabled(user_id=user.pk, name=user.name), actor=actor)
    return user


def _for_change(actor: User | None, user_id: int) -> User:
    """The person to change, locked; one who may do more than `actor` is out of their reach."""
    if actor is None:
        return User.objects.select_for_update(no_key=True).get(pk=user_id)
    user = record_seen(actor, User.objects.select_for_update(of=("self",), no_key=True), user_id)
    require(actor, Action.EDIT, user)
    require_may_hand_on(actor, Role.objects.filter(users=user) | Role.objects.filter(teams__members=user))
    return user


@transaction.atomic
def edit_profile(*, actor: User, **given: object) -> User:
    """Change one's own name, time_zone, locale and hotkeys. Raises Invalid on a zone or locale that does not exist."""
    allowed = {"name", "time_zone", "locale", "hotkeys"}
    if unknown := given.keys() - allowed:
        raise Invalid("accounts.unknown_field", f"There is no field {sorted(unknown)[0]} in a profile.")
    _check_profile(given)
    changed = [field for field, value in given.items() if getattr(actor, field) != value]
    for field in changed:
        setattr(actor, field, given[field])
    if changed:
        actor.save(update_fields=changed)
        User.objects.filter(pk=actor.pk).update(version=F("version") + 1)
        record(ProfileEdited(user_id=actor.pk, fields=sorted(changed)), actor=actor)
    return actor


def _check_profile(given: dict[str, object]) -> None:
    if "name" in given and not str(given["name"]).strip():
        raise Invalid("accounts.no_name", "Give a name.", fields={"name": "Give a name."})
    zone = given.get("time_zone", "")
    if zone and zone not in zoneinfo.available_timezones():
        raise Invalid(
            "accounts.no_such_zone", "Choose a zone.", fields={"time_zone": f"There is no zone {zone}."}
        )
    if given.get("locale", "en_GB") not in LOCALES:
        raise Invalid(
            "accounts.no_such_locale", "Choose a language.", fields={"locale": "Choose from the list."}
        )


@transaction.atomic
def end_sessions(*, actor: User) -> None:
    """Sign out everywhere. The door that asked renews its own session afterwards."""
    actor.session_epoch += 1
    actor.save(update_fields=["session_epoch"])
    record(SessionsEnded(user_id=actor.pk), actor=actor)


def clean_email(email: str) -> str:
    """In lower case and without blanks. Raises Invalid where it is none."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(
            "accounts.no_email",
            f"“{email}” is no e-mail address.",
            fields={"email": "Give an e-mail address."},
        ) from None
    return address


def roles_called(keys: Iterable[str]) -> list[Role]:
    wanted = set(keys)
    found = list(Role.objects.filter(key__in=wanted))
    if missing := wanted - {role.key for role in found}:
        known = ", ".join(Role.objects.order_by("pk").values_list("key", flat=True))
        raise Invalid(
            "accounts.no_such_role",
            f"There is no role {sorted(missing)[0]}. Known: {known}.",
            fields={"roles": "Choose from the list."},
        )
    return found
