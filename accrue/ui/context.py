"""What the base templates ask of a request; nothing is computed that a page does not draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from accrue.ui import frame, navigation
from accrue.ui.avatar import Avatar

THEMES = ("accrue", "accrue-dark")


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

    @property
    def sidebar(self) -> SafeString:
        return frame.with_token(self._frame.sidebar, "")

    @property
    def mobile_bar(self) -> SafeString:
        return frame.with_token(self._frame.mobile_bar, "")

    @property
    def overlays(self) -> SafeString:
        return frame.with_token(self._frame.overlays, self._token)

    @cached_property
    def menu(self) -> frame.Menu:
        return frame.Menu(tuple(navigation.links(self.request.user, self.request.path)), self._who)

    @cached_property
    def _frame(self) -> frame.Frame:
        return frame.frame_of(self.menu)

    @cached_property
    def _token(self) -> str:
        return get_token(self.request)

    @property
    def _who(self) -> Avatar | None:
        user: Any = self.request.user
        return Avatar(str(user), user.initials, user.hue) if user.is_authenticated else None

    def _cookie(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.request.COOKIES.get(name, "")
        return value if value in allowed else ""


def screen(request: HttpRequest) -> Mapping[str, Any]:
    return {"screen": Screen(request)}
