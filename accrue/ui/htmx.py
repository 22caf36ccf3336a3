"""Answers to htmx: a page or its part, several parts at once, toasts, closed dialogs.

One template draws a page (`people.html`) and its part (`people.html#rows`), so both cannot drift apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.safestring import SafeString


def is_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a part of a page, and not for a whole one (boosted, history)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Request-Type") != "full"


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partial: str,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or only `template#partial` when htmx asks for it."""
    name = f"{template}#{partial}" if is_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response


def form_errors(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A form that was not accepted: 422, which htmx swaps in where the form was."""
    return render(request, template, context, status=422)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of another place of the page: `target` is a CSS selector, `swap` an htmx swap style."""

    target: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    swap: str = "outerMorph"


@dataclass(frozen=True, slots=True)
class Toast:
    """One sentence at the foot of the page. With `undo_url` it offers Undo: a POST of `undo_values` to that address."""

    text: str
    undo_url: str = ""
    undo_values: Mapping[str, str] = field(default_factory=dict)
    kind: str = "info"

    @property
    def values(self) -> str:
        return json.dumps(dict(self.undo_values))


def toast_part(request: HttpRequest, toast: Toast) -> SafeString:
    html = render_to_string("ui/toast.html", {"toast": toast}, request)
    return format_html('<hx-partial hx-target="#toasts" hx-swap="beforeend">{}</hx-partial>', html)


def parts(request: HttpRequest, *pieces: Part | Toast, status: int = 200) -> HttpResponse:
    """Several pieces of the page in one answer. A refused action (409, 422) may answer so too: its pieces are drawn."""
    drawn = [
        toast_part(request, piece) if isinstance(piece, Toast) else _drawn(request, piece) for piece in pieces
    ]
    return HttpResponse("".join(drawn), status=status)


def with_pieces(response: HttpResponse, request: HttpRequest, *pieces: Part | Toast) -> HttpResponse:
    """Adds pieces to an answer that fills its own target."""
    response.content += parts(request, *pieces).content
    return response


def close_dialog(response: HttpResponse) -> HttpResponse:
    """Closes the open dialog once the answer has arrived."""
    response["HX-Trigger"] = "accrue:close-dialog"
    return response


def _drawn(request: HttpRequest, part: Part) -> SafeString:
    html = render_to_string(part.template, dict(part.context), request)
    return format_html(
        '<hx-partial hx-target="{}" hx-swap="{}">{}</hx-partial>', part.target, part.swap, html
    )
