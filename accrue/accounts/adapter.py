"""How allauth is bent to Accrue: invitation only, links under one address, secrets sealed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accrue.accounts import sealing
from accrue.accounts.models import User
from accrue.accounts.services.organisation import SECOND_FACTORS, is_bound_by_policy


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This e-mail address and password do not belong together.",
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your password.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, or choose a new password.",
        "invalid_password_reset": "This link does not work any more.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by invitation only."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """After signing in, only pages of this very site are gone to."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened; allauth's own sentences are not shown."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counted by person, whichever of our host names is asked."""
        return str(credentials.get("email", "")).lower()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or was used already. Wait for the next one.",
        "cannot_delete_authenticator": "Your role needs a second factor. Set up another one before you remove this.",
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def _get_site_name(self) -> str:
        return "Accrue"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Facts tell of it."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor stays while the policy asks for one."""
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not (isinstance(user, User) and is_bound_by_policy(user))
