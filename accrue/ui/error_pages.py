"""Turns an error the user can understand into a page, or into a message for the part of a page that asked."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accrue.errors import AccrueError, Missing


class ErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, AccrueError):
            return None
        if request.headers.get("HX-Request") == "true":
            response = HttpResponse(
                error.message, status=error.status, content_type="text/plain; charset=utf-8"
            )
            response["Accrue-Message"] = quote(error.message)
            return response
        if isinstance(error, Missing):
            return missing(request)
        return render(request, "ui/error.html", {"error": error}, status=error.status)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One and the same answer for what is not there and for what may not be seen."""
    return render(request, "404.html", status=404)
