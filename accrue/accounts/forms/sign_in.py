"""allauth's forms in our words. Sign-in itself stays allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.http import HttpRequest

from accrue.accounts import sealing
from accrue.accounts.models import User
from accrue.accounts.services import ask_for_reset

HINT = "12 characters or more. Three or four unrelated words are good."


def _words(form: forms.Form, labels: dict[str, str]) -> None:
    """Set labels, and take away the placeholders and help links that our pages do not draw."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(
            self,
            {"login": "E-mail address", "password": "Password", "remember": "Stay signed in for two weeks"},
        )
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "autofocus": True}


class AskForResetForm(forms.Form):
    """Answers alike whether or not the address is known: it only notes the wish."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        address = str(self.cleaned_data["email"])
        ask_for_reset(email=address)
        return address


class ResetTokenForm(allauth_forms.UserTokenForm):  # type: ignore[misc]  # allauth is untyped
    def _get_user(self, uidb36: str) -> User | None:
        user = super()._get_user(uidb36)
        return user if user is not None and user.is_active else None


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"password1": "New password", "password2": "The same again"})
        self.fields["password1"].help_text = HINT


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(
            self,
            {"oldpassword": "Your password now", "password1": "New password", "password2": "The same again"},
        )
        self.fields["password1"].help_text = HINT


class AppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """Sets an authenticator app up. Between its two steps the app's key waits in the session, sealed."""

    secret: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"code": "Code from the app"})
        session = context.request.session
        if self.is_bound and session.get("mfa.totp.is_sealed"):
            self.secret = sealing.unseal(self.secret)
        else:  # allauth made a new key just now
            session[SECRET_SESSION_KEY] = sealing.seal(self.secret)
            session["mfa.totp.is_sealed"] = True


class ConfirmForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"password": "Your password"})
        self.fields["password"].widget.attrs["autofocus"] = True
