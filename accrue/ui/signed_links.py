"""Doors that a signed link in a mail opens: the one place in which pages do without a session and its token."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt


def opened_by_signed_link[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """A view that asks the link in its own address what it permits.

    Mail programs post there by themselves (RFC 8058), so there is neither a session nor a page with a token; the
    link's signature is what a stranger cannot forge.
    """
    return csrf_exempt(login_not_required(view))
