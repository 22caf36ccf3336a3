from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accrue import clock
from accrue.accounts.access import require
from accrue.accounts.kinds import Action
from accrue.accounts.mail import send
from accrue.accounts.models import Invitation, Team, User
from accrue.accounts.passwords import check_password_strength
from accrue.accounts.selectors import living_invitation, open_invitations
from accrue.accounts.services.limits import require_may_hand_on
from accrue.accounts.services.users import clean_email, create_user, roles_called
from accrue.errors import Conflict, Missing
from accrue.events.catalogue import InvitationRenewed, InvitationWithdrawn, UserInvited, UserJoined
from accrue.events.services import record

LIFETIME = timedelta(days=7)


@transaction.atomic
def invite(
    *, actor: User, email: str, name: str = "", roles: Iterable[str] = (), team: Team | None = None
) -> Invitation:
    """Ask somebody in by mail. The mail goes out by a reaction, which makes the link's token."""
    require(actor, Action.CREATE, "user")
    address, found = clean_email(email), roles_called(roles)
    require_may_hand_on(actor, [*found, *(team.roles.all() if team else [])])
    if User.objects.filter(email=address).exists():
        raise Conflict("accounts.email_taken", f"Somebody signs in as {address} already.")
    if open_invitations().filter(email=address).exists():
        raise Conflict(
            "accounts.invited_already", f"{address} has an open invitation. Send it again, or withdraw it."
        )
    invitation = Invitation.objects.create(
        email=address, name=name.strip(), team=team, invited_by=actor, expires_at=clock.now() + LIFETIME
    )
    invitation.roles.set(found)
    keys = sorted(role.key for role in found)
    record(UserInvited(invitation_id=invitation.pk, email=address, roles=keys), actor=actor)
    return invitation


@transaction.atomic
def renew_invitation(*, actor: User, invitation_id: int) -> Invitation:
    """Send it again with a new link and a new week; the earlier link is dead."""
    invitation = _open_one(actor, invitation_id)
    invitation.invited_by, invitation.token_digest = actor, ""
    invitation.expires_at = clock.now() + LIFETIME
    require_may_hand_on(actor, invitation.roles.all())
    invitation.save(update_fields=["invited_by", "token_digest", "expires_at"])
    record(InvitationRenewed(invitation_id=invitation.pk, email=invitation.email), actor=actor)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: User, invitation_id: int) -> Invitation:
    invitation = _open_one(actor, invitation_id)
    invitation.withdrawn_at, invitation.token_digest = clock.now(), ""
    invitation.save(update_fields=["withdrawn_at", "token_digest"])
    record(InvitationWithdrawn(invitation_id=invitation.pk, email=invitation.email), actor=actor)
    return invitation


def _open_one(actor: User, invitation_id: int) -> Invitation:
    require(actor, Action.CREATE, "user")
    found = open_invitations().select_for_update(of=("self",)).filter(pk=invitation_id).first()
    if found is None:
        raise Missing
    return found


def send_invitation(*, invitation_id: int) -> None:
    """Make the link and mail it. The token exists only in the mail; a repeat mails a new link and ends the old."""
    invitation = open_invitations().filter(pk=invitation_id).first()
    if invitation is None or not invitation.invited_by.is_active:
        return
    token = secrets.token_urlsafe(16)
    Invitation.objects.filter(pk=invitation_id).update(token_digest=digest(token), sent_at=clock.now())
    send(
        "invitation",
        to=invitation.email,
        subject=f"{invitation.invited_by.name} invites you to Accrue",
        context={
            "invitation": invitation,
            "url": settings.SITE_URL + reverse("accounts:join", args=[token]),
        },
    )


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str) -> User:
    """Make the person of an invitation. Works once; Missing afterwards, or when it died meanwhile."""
    invitation = living_invitation(digest(token))
    if invitation is None:
        raise Missing
    if open_invitations().select_for_update(of=("self",)).filter(pk=invitation.pk).first() is None:
        raise Missing  # somebody used or withdrew it while we looked
    check_password_strength(password, email=invitation.email, name=name)
    keys = [role.key for role in invitation.roles.all()]
    user = create_user(
        email=invitation.email,
        name=name,
        password=password,
        roles=keys,
        team=invitation.team,
        actor=invitation.invited_by,
    )
    invitation.accepted_by, invitation.token_digest = user, ""
    invitation.save(update_fields=["accepted_by", "token_digest"])
    record(UserJoined(user_id=user.pk, invitation_id=invitation.pk, name=user.name), actor=user)
    return user


def digest(token: str) -> str:
    """128 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
