"""One's own pages: profile, how one signs in, API tokens."""

from __future__ import annotations

from allauth.mfa.base.views import IndexView
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accrue.accounts import services
from accrue.accounts.devices import device
from accrue.accounts.forms.profile import ProfileForm, TokenForm
from accrue.accounts.selectors import own_tokens
from accrue.accounts.views.asking import accepted, asker, done


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    actor = asker(request)
    now = {name: getattr(actor, name) for name in ("name", "time_zone", "locale", "hotkeys")}
    form = ProfileForm(request.POST or None, initial=now)
    if request.method == "POST" and accepted(
        form, lambda: services.edit_profile(actor=actor, **form.cleaned_data)
    ):
        return done(request, "Profile saved", "accounts:profile")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


class FactorsView(IndexView):  # type: ignore[misc]  # allauth is untyped
    """Password, second factors and sessions, on one page."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        user = asker(self.request)
        sessions = UserSession.objects.purge_and_list(user)
        newest_first = sorted(sessions, key=lambda session: session.created_at, reverse=True)
        return {
            "sessions": [(session, device(session.user_agent)) for session in newest_first],
            "is_required": services.is_bound_by_policy(user),
            "must_set_up": user.needs_second_factor,
            **super().get_context_data(**kwargs),
        }


factors = FactorsView.as_view()


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    actor = asker(request)
    services.end_sessions(actor=actor)
    update_session_auth_hash(request, actor)
    UserSession.objects.create_from_request(request)
    return done(request, "Signed out everywhere else", "mfa_index")


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The secret of a new token is in this one answer and nowhere else."""
    actor, secret = asker(request), ""
    form = TokenForm(request.POST or None)

    def create() -> None:
        nonlocal secret
        _, secret = services.create_api_token(
            actor=actor,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at,
        )

    was_refused = request.method == "POST" and not accepted(form, create)
    if secret:
        form = TokenForm()
    context = {"form": form, "tokens": own_tokens(actor), "secret": secret}
    return render(request, "accounts/tokens.html", context, status=422 if was_refused else 200)


@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    services.revoke_api_token(actor=asker(request), token_id=token_id)
    return done(request, "Token revoked", "accounts:tokens")
