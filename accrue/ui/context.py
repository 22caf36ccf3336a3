"""What the base templates ask of a request; nothing is computed that a page does not draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from accrue.ui import navigation

THEMES = ("accrue", "accrue-dark")
ON_PHONE = 4


class Screen:
    """The frame around a page, for the person and browser that asked."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def theme(self) -> str:
        """From the cookie, so that the first paint has it; empty follows the system."""
        return self._cookie("theme", THEMES)

    @property
    def density(self) -> str:
        return self._cookie("density", ("compact",))

    @property
    def hotkeys(self) -> str:
        wanted = getattr(self.request.user, "hotkeys", True) if hasattr(self.request, "user") else True
        return "off" if not wanted else self._cookie("hotkeys", ("off",))

    @cached_property
    def links(self) -> list[navigation.Link]:
        return navigation.links(self.request.user, self.request.path)

    @property
    def groups(self) -> list[tuple[str, list[navigation.Link]]]:
        return navigation.grouped(self.links)

    @property
    def own_links(self) -> list[navigation.Link]:
        return [link for link in self.links if link.item.group == navigation.OWN]

    @property
    def phone_links(self) -> list[navigation.Link]:
        return [link for link in self.links if link.item.on_phone][:ON_PHONE]

    @property
    def shortcuts(self) -> list[navigation.Link]:
        return [link for link in self.links if link.item.hotkey]

    def _cookie(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.request.COOKIES.get(name, "")
        return value if value in allowed else ""


def screen(request: HttpRequest) -> Mapping[str, Any]:
    return {"screen": Screen(request)}
