from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

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
