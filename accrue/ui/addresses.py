"""The addresses of pages, worked out once each: they follow from the routes alone, and a page asks for twenty of them."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse


def address(name: str, *args: object) -> str:
    """Where a page is. Raises NoReverseMatch where there is none."""
    return found(name, tuple(str(arg) for arg in args))


def found(name: str, args: tuple[str, ...], kwargs: tuple[tuple[str, str], ...] = ()) -> str:
    """The same with the route's arguments by place, or by name."""
    return _found(name, args, kwargs, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=5_000)
def _found(
    name: str, args: tuple[str, ...], kwargs: tuple[tuple[str, str], ...], routes: str, prefix: str
) -> str:
    return reverse(name, routes, args, dict(kwargs))
