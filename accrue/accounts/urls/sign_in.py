"""The pages of allauth that we use, under our addresses. What is not here does not exist: no sign-up, no other log-ins.

The names are allauth's, because it looks its pages up by them.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic import RedirectView

from accrue.accounts.views import profile
from accrue.accounts.views.sign_in import sign_in

urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/out/", account.logout, name="account_logout"),
    path("sign-in/disabled/", account.account_inactive, name="account_inactive"),
    path("sign-in/confirm/", account.reauthenticate, name="account_reauthenticate"),
    # Passwords
    path("me/password/", account.password_change, name="account_change_password"),
    path(
        "sign-in/password/none/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("sign-in/password/reset/", account.password_reset, name="account_reset_password"),
    path("sign-in/password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "sign-in/password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^sign-in/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # The second factor at the door
    path("sign-in/second/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/second/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/second/key/confirm/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sign-in/passkey/", login_not_required(keys.login_webauthn), name="mfa_login_webauthn"),
    # Setting second factors up
    path("me/factors/", profile.factors, name="mfa_index"),
    path("me/factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("me/factors/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/factors/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("me/factors/keys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("me/factors/keys/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("me/factors/keys/<int:pk>/rename/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("me/factors/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
]
