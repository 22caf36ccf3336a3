from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accrue.accounts import services
from accrue.accounts.forms.joining import JoinForm
from accrue.accounts.selectors import has_people, living_invitation
from accrue.accounts.views.asking import accepted
from accrue.errors import Missing


class SignInView(LoginView):  # type: ignore[misc]  # allauth is untyped
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"is_first_start": not has_people(), **super().get_context_data(**kwargs)}


sign_in = SignInView.as_view()


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page of an invitation. Looking at it changes nothing; a link that is dead looks like one that never was."""
    invitation = living_invitation(services.digest(token))
    if invitation is None:
        raise Missing(message="This link does not work any more. Ask whoever invited you for a new one.")
    form = JoinForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and accepted(
        form, lambda: services.accept_invitation(token=token, **form.cleaned_data)
    ):
        return render(request, "accounts/joined.html", {"email": invitation.email})
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/join.html", {"form": form, "invitation": invitation}, status=status)
