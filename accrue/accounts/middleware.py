from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from allauth.core.ratelimit import consume
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accrue.accounts import challenge

LIMIT = "outside_form"
OPEN_UNTIL_ENROLLED = ("/sign-in/", "/me/factors/", "/me/password/", "/static/")


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

    It asks after the check of CSRF, so that nobody's page can have a challenge made and solved for a post of theirs.
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
        held = challenge.held_back(request)
        if held is None:
            return None if consume(request, action=LIMIT) else challenge.page(request)
        if not (challenge.is_solved(request) or consume(request, action=LIMIT)):
            return challenge.page(request, held)
        held["csrfmiddlewaretoken"] = request.POST.get("csrfmiddlewaretoken", "")
        request.POST = held  # type: ignore[misc, assignment]  # the post that waited goes on in place of its challenge
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
