"""Makes every redirect one that htmx follows as a browser would."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

REDIRECTS = (301, 302, 303, 307, 308)


class ScreensMiddleware:
    """fetch() would follow a redirect by itself and put the sign-in page into a table cell."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.headers.get("HX-Request") == "true" and response.status_code in REDIRECTS:
            return _followed_by_the_browser(request, response)
        return response


def _followed_by_the_browser(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    location = response.headers["Location"]
    if urlsplit(location).path == resolve_url(settings.LOGIN_URL):
        here = urlsplit(request.headers.get("HX-Current-URL", "/"))
        back = here.path + (f"?{here.query}" if here.query else "")
        location = f"{urlsplit(location).path}?{urlencode({'next': back})}"
    answer = HttpResponse(status=204, headers={"HX-Redirect": location})
    answer.cookies = response.cookies
    return answer
