"""The frame around pages: head, menu and overlays, drawn once for everybody who sees the same links.

They are most of a page's variables and change least. What differs by request, the token against forged forms, is put
into its place afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accrue.ui.avatar import Avatar
from accrue.ui.navigation import OWN, Link, grouped

ON_PHONE = 4
_TOKEN = "token-of-the-request"  # noqa: S105  # the place where it goes


@dataclass(frozen=True, slots=True)
class Menu:
    """All that the frame depends on. `who` is None where nobody is signed in."""

    links: tuple[Link, ...]
    who: Avatar | None

    @property
    def groups(self) -> list[tuple[str, list[Link]]]:
        return grouped(self.links)

    @property
    def own_links(self) -> list[Link]:
        return [link for link in self.links if link.item.group == OWN]

    @property
    def phone_links(self) -> list[Link]:
        return [link for link in self.links if link.item.on_phone][:ON_PHONE]

    @property
    def shortcuts(self) -> list[Link]:
        return [link for link in self.links if link.item.hotkey]


@dataclass(frozen=True, slots=True)
class Frame:
    """Drawn parts, still without the request's token."""

    sidebar: str
    mobile_bar: str
    overlays: str


@lru_cache(maxsize=500)
def frame_of(menu: Menu) -> Frame:
    return Frame(*(_drawn(f"ui/{name}.html", menu) for name in ("sidebar", "mobile_bar", "overlays")))


@lru_cache(maxsize=1)
def head() -> str:
    return render_to_string("ui/head.html", {"csrf_token": _TOKEN})


def with_token(drawn: str, token: str) -> SafeString:
    return mark_safe(drawn.replace(_TOKEN, escape(token)))  # noqa: S308  # drawn by templates, which escape


def _drawn(template: str, menu: Menu) -> str:
    return render_to_string(template, {"menu": menu, "csrf_token": _TOKEN})
