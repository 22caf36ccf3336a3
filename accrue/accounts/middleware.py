from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accrue.accounts import challenge
from accrue.accounts.models import User
from accrue.accounts.selectors import signed_in

LIMIT = "outside_form"
OPEN_UNTIL_ENROLLED = ("/sign-in/", "/me/factors/", "/me/password/", "/static/")


class SignedInMiddleware(AuthenticationMiddleware):
    """Django's, except that a user comes with what they may do, in one query."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        # At once and not when first asked for: every page asks, and each look through a stand-in would cost.
        request.user = _who(request)


def _who(request: HttpRequest) -> User | AnonymousUser:
    kept = request.__dict__  # under the name where signing in and out put whom they know
    if "_cached_user" not in kept:
        kept["_cached_user"] = _found(request) or auth.get_user(request)
    return kept["_cached_user"]  # type: ignore[no-any-return]  # an instance's dict is untyped


def _found(request: HttpRequest) -> User | None:
    """The user of a plainly valid session. Of all others Django judges: it knows older keys, and ends what must end."""
    session = request.session
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    try:
        user = signed_in(User._meta.pk.to_python(session.get(auth.SESSION_KEY)))
    except ValidationError:
        return None
    known = session.get(auth.HASH_SESSION_KEY) or ""
    return user if user and constant_time_compare(known, user.get_session_auth_hash()) else None


class SecondFactorMiddleware:
    """Who must set up a second factor gets no further than that page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request.user, "needs_second_factor", False) and not request.path.startswith(
            OPEN_UNTIL_ENROLLED
        ):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


class ChallengeMiddleware:
    """Ten posts a minute from one address that is not signed in; after that each post first solves a challenge.

    It asks after the check of CSRF, so that nobody's page can have a challenge made and solved for a post of theirs. What
    is free of that check is posted to by programs, with a secret in its address: no challenge is asked of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or request.path.startswith("/api/"):
            return None
        if getattr(view, "csrf_exempt", False):
            return None
        held = challenge.held_back(request)
        if held is None:
            return None if consume(request, action=LIMIT) else challenge.page(request)
        if not (challenge.is_solved(request) or consume(request, action=LIMIT)):
            return challenge.page(request, held)
        held["csrfmiddlewaretoken"] = request.POST.get("csrfmiddlewaretoken", "")
        request.POST = held  # type: ignore[assignment]  # the post that waited goes on in place of its challenge
        return None


class PersonalSettingsMiddleware:
    """Shows times in the person's own zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = getattr(request.user, "time_zone", "")
        if not zone:
            timezone.deactivate()
            return self.get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            return self.get_response(request)
