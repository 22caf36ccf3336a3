from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from django.db import transaction

from accrue.accounts.access import require
from accrue.accounts.kinds import Action
from accrue.accounts.models import Membership, Role, Team, User
from accrue.accounts.selectors import record_seen
from accrue.accounts.services.limits import keeping_an_administrator, next_version, require_may_hand_on
from accrue.accounts.services.organisation import note_second_factors
from accrue.accounts.services.users import roles_called
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import TeamAdopted, TeamArchived, TeamCreated, TeamEdited, TeamRestored
from accrue.events.services import record

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)


@transaction.atomic
def create_team(
    *,
    actor: User | None,
    name: str,
    member_ids: Iterable[int] = (),
    roles: Iterable[str] = (),
    adopted_on: date | None = None,
) -> Team:
    """A team; its members get its roles (keys). `actor` None: the command line or a demo."""
    if actor is not None:
        require(actor, Action.CREATE, "team")
    team = Team.objects.create(name=_free_name(name))
    found = roles_called(roles)
    if actor is not None:
        require_may_hand_on(actor, found)
    team.roles.set(found)
    members = _people(member_ids)
    Membership.objects.bulk_create([Membership(user=user, team=team) for user in members])
    note_second_factors()
    record(TeamCreated(team_id=team.pk, name=team.name, members=[user.pk for user in members]), actor=actor)
    _adopt(actor, team, adopted_on)
    return team


@transaction.atomic
def edit_team(
    *,
    actor: User,
    team_id: int,
    version: int | None = None,
    name: str | None = None,
    member_ids: Iterable[int] | None = None,
    roles: Iterable[str] | None = None,
    adopted_on: date | Literal["as it is"] | None = "as it is",
) -> Team:
    """Change a team's name, members and roles (keys); what is None stays. `adopted_on` None: not in Accrue yet."""
    team = record_seen(actor, Team.objects.all(), team_id)
    require(actor, Action.EDIT, team)
    with keeping_an_administrator():
        next_version(team, version, code="accounts.changed_meanwhile", what="team")
        if name is not None and name.strip() != team.name:
            team.name = _free_name(name, team)
            team.save(update_fields=["name"])
        came, left = _set_members(actor, team, member_ids)
        given, taken = _set_roles(actor, team, roles)
    note_second_factors()
    record(
        TeamEdited(team_id=team.pk, name=team.name, came=came, left=left, given=given, taken=taken),
        actor=actor,
    )
    if adopted_on != "as it is":
        _adopt(actor, team, adopted_on)
    return team


def _adopt(actor: User | None, team: Team, day: date | None) -> None:
    """Note the first day a team works in Accrue; a fact where it is another one than before."""
    if day == team.adopted_on:
        return
    if day is not None and not FIRST_DAY <= day < LAST_DAY:
        raise Invalid(
            "accounts.team_adopted_on",
            "Give a day between 1990 and 2100, or leave it empty.",
            fields={"adopted_on": "Give a day between 1990 and 2100."},
        )
    team.adopted_on = day
    team.save(update_fields=["adopted_on"])
    said = day.isoformat() if day else None
    record(TeamAdopted(team_id=team.pk, name=team.name, adopted_on=said), actor=actor)


def _set_members(actor: User, team: Team, ids: Iterable[int] | None) -> tuple[list[int], list[int]]:
    if ids is None:
        return [], []
    before, after = set(team.members.values_list("pk", flat=True)), {user.pk for user in _people(ids)}
    came, left = sorted(after - before), sorted(before - after)
    if came or left:
        require_may_hand_on(actor, team.roles.all())
    if at_home := User.objects.filter(pk__in=left, team=team).first():
        raise Conflict(
            "accounts.home_team", f"{team.name} is the home team of {at_home}. Give them another one first."
        )
    Membership.objects.filter(team=team, user_id__in=left).delete()
    Membership.objects.bulk_create([Membership(team=team, user_id=pk) for pk in came])
    return came, left


def _set_roles(actor: User, team: Team, keys: Iterable[str] | None) -> tuple[list[str], list[str]]:
    if keys is None:
        return [], []
    before, after = set(team.roles.all()), set(roles_called(keys))
    if before != after:
        require_may_hand_on(actor, before ^ after)
        team.roles.set(after)
    return sorted(role.key for role in after - before), sorted(role.key for role in before - after)


@transaction.atomic
def archive_team(*, actor: User, team_id: int) -> Team:
    """Put a team away: it gives nobody anything any more; its records keep it."""
    team = record_seen(actor, Team.objects.all(), team_id)
    require(actor, Action.DELETE, team)
    with keeping_an_administrator():
        team.is_archived = True
        team.version += 1
        team.save(update_fields=["is_archived", "version"])
    note_second_factors()
    record(TeamArchived(team_id=team.pk, name=team.name), actor=actor)
    return team


@transaction.atomic
def restore_team(*, actor: User, team_id: int) -> Team:
    team = record_seen(actor, Team.objects.all(), team_id)
    require(actor, Action.DELETE, team)
    require_may_hand_on(actor, Role.objects.filter(teams=team))
    team.is_archived = False
    team.version += 1
    team.save(update_fields=["is_archived", "version"])
    note_second_factors()
    record(TeamRestored(team_id=team.pk, name=team.name), actor=actor)
    return team


def _free_name(name: str, team: Team | None = None) -> str:
    wanted = name.strip()
    if not wanted or len(wanted) > 80:
        raise Invalid(
            "accounts.team_name", "Give a name of up to 80 letters.", fields={"name": "Give a name."}
        )
    if any(other != team for other in Team.objects.filter(name__iexact=wanted)):
        raise Conflict("accounts.team_name_taken", f"There is a team called {wanted} already.")
    return wanted


def _people(ids: Iterable[int]) -> list[User]:
    wanted = set(ids)
    found = list(User.objects.filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise Invalid(
            "accounts.no_such_person", "Choose people from the list.", fields={"members": "Choose again."}
        )
    return found
