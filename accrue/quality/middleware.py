"""Tells whoever wrote a record what the rules that only warn found."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase

from accrue.accounts import access
from accrue.standards.inspecting import Finding, warnings_kept

HEADER = "Accrue-Warnings"
MOST = 10
READING = ("GET", "HEAD", "OPTIONS")


class WarningMiddleware:
    """Programs read the header `Accrue-Warnings`, a JSON list of `field` and `message`; people read a note."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in READING:
            return self.get_response(request)
        with warnings_kept() as found:
            response = self.get_response(request)
        if found and response.status_code < 400:
            _tell(request, response, _shown(request.user, found))
        return response


def _shown(user: Any, found: Sequence[Finding]) -> list[dict[str, str]]:
    """Nothing about a field that this user does not see."""
    held = access.access_of(user)
    told = [
        {"field": one.field, "message": one.message} for one in found if not held.hides(one.kind, one.field)
    ]
    return [one for n, one in enumerate(told) if one not in told[:n]][:MOST]


def _tell(request: HttpRequest, response: HttpResponseBase, told: list[dict[str, str]]) -> None:
    if request.path.startswith("/api/"):
        if told:
            response.headers[HEADER] = json.dumps(told)
        return
    for one in told:
        messages.warning(request, one["message"])
