from __future__ import annotations

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from procrastinate.contrib.django import app

from accrue.accounts.mail import send
from accrue.accounts.models import User
from accrue.accounts.passwords import ResetTokens


def ask_for_reset(*, email: str) -> None:
    """Note the wish and answer at once: whether the address is known is looked up later, where nobody can time it."""
    app.configure_task("accounts.send_reset").defer(email=email.strip().lower())


def send_reset(*, email: str) -> None:
    """Mail the link where an active person signs in with this address; otherwise nothing is sent."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is not None:
        send(
            "reset_password",
            to=user.email,
            subject="Choose a new password for Accrue",
            context={"user": user, "url": reset_link(user)},
        )


def reset_link(user: User) -> str:
    """The address where a new password is chosen: ten minutes, once, for this person, address and password."""
    key = ResetTokens().make_token(user)
    return settings.SITE_URL + reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
