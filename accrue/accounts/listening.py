"""What Django and allauth tell us, written down as our own facts."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.signals import post_delete, post_save
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


@receiver(post_save, sender=Authenticator)
def note_factor_added(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """In the transaction that adds it, so that nobody waits before a door that they opened."""
    if created:
        _note_factor(instance, SecondFactorAdded)


@receiver(post_delete, sender=Authenticator)
def note_factor_removed(instance: Authenticator, **kwargs: Any) -> None:
    _note_factor(instance, SecondFactorRemoved)


def _note_factor(factor: Authenticator, fact: type[SecondFactorAdded | SecondFactorRemoved]) -> None:
    with transaction.atomic():
        note_second_factors()
        record(fact(user_id=factor.user_id, kind=WORDS[factor.type]), actor=factor.user)
