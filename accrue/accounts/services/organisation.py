from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accrue.accounts.access import require
from accrue.accounts.kinds import Action
from accrue.accounts.models import Membership, Organisation, Role, User
from accrue.accounts.services.limits import next_version
from accrue.errors import Invalid
from accrue.events.catalogue import OrganisationEdited
from accrue.events.services import record

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


@transaction.atomic
def edit_organisation(
    *, actor: User, version: int | None, name: str, second_factor_for: Iterable[str]
) -> Organisation:
    """Name the company and say which roles (keys) need a second factor to sign in."""
    require(actor, Action.EDIT, "role")
    bound = _roles_called(second_factor_for)
    row, _ = Organisation.objects.get_or_create(pk=1)
    next_version(row, version, code="accounts.changed_meanwhile", what="page")
    row.name = name.strip()
    row.save(update_fields=["name"])
    row.second_factor_for.set(bound)
    note_second_factors()
    keys = sorted(row.second_factor_for.values_list("key", flat=True))
    record(OrganisationEdited(organisation_id=1, name=row.name, second_factor_for=keys), actor=actor)
    return row


def _roles_called(keys: Iterable[str]) -> list[Role]:
    wanted = set(keys)
    found = list(Role.objects.filter(key__in=wanted))
    if missing := wanted - {role.key for role in found}:
        raise Invalid(
            "accounts.no_such_role",
            f"There is no role {sorted(missing)[0]}.",
            fields={"second_factor_for": "Choose from the list."},
        )
    return found


def note_second_factors() -> None:
    """Keep on each person whether they must set up a second factor before they go on.

    It is kept, and not asked on every request, because it changes rarely: with the policy, roles, teams, factors.
    """
    bound = Role.objects.filter(pk__in=Organisation.second_factor_for.through.objects.values("role_id"))
    through_team = Membership.objects.filter(team__is_archived=False, team__roles__in=bound).values("user")
    has_one = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS))
    by_policy = Q(pk__in=User.roles.through.objects.filter(role__in=bound).values("user_id")) | Q(
        pk__in=through_team
    )
    must = User.objects.filter(by_policy).exclude(has_one)
    User.objects.filter(needs_second_factor=False, pk__in=must.values("pk")).update(needs_second_factor=True)
    User.objects.filter(needs_second_factor=True).exclude(pk__in=must.values("pk")).update(
        needs_second_factor=False
    )


def is_bound_by_policy(user: User) -> bool:
    """Whether one of the user's roles needs a second factor, whether or not they have one."""
    bound = Organisation.second_factor_for.through.objects.values("role_id")
    in_team = Membership.objects.filter(user=user, team__is_archived=False, team__roles__in=bound)
    return user.roles.filter(pk__in=bound).exists() or in_team.exists()
