"""The pages of failure. Each says what happened and what to do next; none says more than the reader may know."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accrue.errors import AccrueError, Missing
from accrue.ui.cursors import BadCursor
from accrue.ui.full_disk import NoRoom, is_full, refuse_torn
from accrue.ui.htmx import Toast, parts


class ErrorMiddleware:
    """Turns an error that says itself what to do into a page, or into a toast for the part of a page that asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, options: object
    ) -> HttpResponse | None:
        """An upload that the disk had no room for is not shown to anybody in parts."""
        try:
            if request.content_type == "multipart/form-data":
                refuse_torn(request)
        except NoRoom as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_full(error):
            error = NoRoom()
        if not isinstance(error, AccrueError):
            return None
        if request.headers.get("HX-Request") == "true":
            return parts(request, Toast(error.message, kind="error"), status=error.status)
        if isinstance(error, Missing):
            return missing(request)
        template = "403.html" if error.status == 403 else "400.html"
        first = request.path if isinstance(error, BadCursor) else ""
        return render(request, template, {"reason": error.message, "first_page": first}, status=error.status)


@login_not_required
def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"reason": reason}, status=400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


@login_not_required
def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words whether it never was or may not be seen."""
    return render(request, "404.html", status=404)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
