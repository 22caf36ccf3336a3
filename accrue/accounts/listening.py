"""What Django and allauth tell us, written down as our own facts."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.db import transaction
from django.dispatch import receiver

from accrue.accounts.models import User
from accrue.accounts.services import ensure_built_in_roles, note_second_factors
from accrue.events.catalogue import PasswordChanged, SecondFactorAdded, SecondFactorRemoved
from accrue.events.services import record

WORDS = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.WEBAUTHN: "security key",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


def bring_built_in_roles_up_to_date(**kwargs: Any) -> None:
    ensure_built_in_roles()


@receiver(password_changed)
@receiver(password_reset)
@receiver(password_set)
def note_password(user: User, **kwargs: Any) -> None:
    with transaction.atomic():
        record(PasswordChanged(user_id=user.pk), actor=user)


@receiver(authenticator_added)
def note_factor_added(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    with transaction.atomic():
        note_second_factors()
        record(SecondFactorAdded(user_id=user.pk, kind=WORDS[authenticator.type]), actor=user)


@receiver(authenticator_removed)
def note_factor_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    with transaction.atomic():
        note_second_factors()
        record(SecondFactorRemoved(user_id=user.pk, kind=WORDS[authenticator.type]), actor=user)
