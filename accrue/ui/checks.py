"""Says at start what would otherwise break pages: addresses that do not exist, keys that two pages claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, reverse

from accrue.ui import navigation, panels


@register("urls")
def addresses_exist(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for item in navigation.items():
        try:
            item.url  # noqa: B018  # asked for its error
        except NoReverseMatch:
            found.append(
                Error(
                    f"The menu's “{item.label}” names the address {item.url_name}, which does not exist.",
                    id="ui.E001",
                )
            )
    for panel in panels.panels():
        if not any(_gives(panel.url, pk) for pk in (1, "00000000-0000-0000-0000-000000000000")):
            found.append(
                Error(
                    f"The panel “{panel.title}” names the address {panel.url_name}, which does not exist.",
                    id="ui.E002",
                )
            )
    for action in panels.record_actions():
        if not _resolves(action.url_name, 1):
            named = f"“{action.label}” names the address {action.url_name}"
            found.append(Error(f"The action {named}, which does not exist.", id="ui.E004"))
    return found


@register()
def keys_differ(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Of two pages with one shortcut only the first would ever open."""
    taken: dict[str, str] = {}
    found: list[CheckMessage] = []
    for item in navigation.items():
        if item.hotkey and taken.setdefault(item.hotkey, item.label) != item.label:
            both = f"“{taken[item.hotkey]}” and “{item.label}”"
            found.append(Error(f"The pages {both} share the keys “{item.hotkey}”.", id="ui.E003"))
    return found


def _resolves(url_name: str, pk: Any) -> bool:
    return _gives(lambda one: reverse(url_name, args=[one]), pk)


def _gives(url: Callable[[Any], str], pk: Any) -> bool:
    try:
        return bool(url(pk))
    except NoReverseMatch:
        return False
