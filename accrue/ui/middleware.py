"""Makes every failure a page a person can read, and every redirect one that htmx follows as a browser would."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url

from accrue.errors import AccrueError
from accrue.ui.htmx import Toast, parts

PAGES = {400: "400.html", 403: "403.html", 404: "404.html"}


class ScreensMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.headers.get("HX-Request") == "true" and response.status_code in (301, 302, 303, 307, 308):
            return _followed_by_the_browser(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A failure that says itself what to do; the API answers its own."""
        if not isinstance(error, AccrueError) or request.path.startswith("/api/"):
            return None
        if request.headers.get("HX-Request") == "true" and error.status != 404:
            return parts(request, Toast(error.message, kind="error"), status=error.status)
        template = PAGES.get(error.status, "400.html")
        return render(request, template, {"reason": error.message}, status=error.status)


def _followed_by_the_browser(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """fetch() would follow a redirect by itself and put the sign-in page into a table cell."""
    location = response.headers["Location"]
    if urlsplit(location).path == resolve_url(settings.LOGIN_URL):
        here = urlsplit(request.headers.get("HX-Current-URL", "/"))
        back = here.path + (f"?{here.query}" if here.query else "")
        location = f"{urlsplit(location).path}?{urlencode({'next': back})}"
    answer = HttpResponse(status=204, headers={"HX-Redirect": location})
    answer.cookies = response.cookies
    return answer
