"""Posting a line to a team's chat, by the address that Apprise knows it under."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from accrue.connectors.guarding import guarded

SERVICES = {
    "Slack": "slack://token_a/token_b/token_c",
    "Power Automate / Workflows (for MSTeams)": "the address of a workflow",
    "Discord": "discord://id/token",
    "Google Chat": "gchat://workspace/key/token",
    "Mattermost": "mmosts://host/token",
    "Rocket.Chat": "rockets://host/token",
    "Zulip": "zulip://bot@organisation/token/channel",
    "Matrix": "matrixs://user:password@host/#room",
    "Cisco Webex Teams": "wxteams://token",
    "Telegram": "tgram://bot/chat",
    "Nextcloud Talk": "nctalks://user:password@host/room",
    "JSON": "jsons://host/path",
}
"""What may be posted to, by Apprise's name: services that take a line by HTTPS and nothing else of this machine."""
LONGEST = 2_000
FORBIDDEN = {"template", "templates"}
"""Parameters by which Apprise reads a file of this machine, or fetches one from elsewhere."""


class BadAddress(Exception):
    """Not an address that may be posted to. Says why, without repeating it."""


class ChatFault(Exception):
    """The line was not taken. `is_final`: it will not be however often it is tried."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


def service_of(address: str) -> str:
    """The name of the service an address is of. Raises BadAddress."""
    return str(_plugin(address).service_name)


def post(address: str, title: str, text: str) -> None:
    """Raises BadAddress, ChatFault. Redirects are not followed; nothing is asked of a network of our own."""
    plugin = _plugin(address)
    with guarded() as refused, _quiet():
        try:
            is_taken = plugin.notify(body=text[:LONGEST], title=title)
        except Exception as error:
            raise ChatFault(f"{plugin.service_name} could not be reached ({type(error).__name__}).") from None
    if refused:
        said = "lies in a private network; ACCRUE_REACHABLE_NETWORKS must name it before Accrue goes there"
        raise ChatFault(f"{refused[0]} {said}.", is_final=True)
    if not is_taken:
        raise ChatFault(f"{plugin.service_name} did not take it. Perhaps the address is no longer valid.")


def _plugin(address: str) -> Any:
    if len(address) > LONGEST or not address.isprintable():
        raise BadAddress("This is no address of a chat.")
    try:
        parameters = parse_qs(urlsplit(address).query, keep_blank_values=True)
    except ValueError:
        raise BadAddress("This is no address of a chat.") from None
    asked = {name.lstrip("+-: ").lower() for name in parameters}
    if asked & FORBIDDEN:
        raise BadAddress("An address may not name a template.")
    with _quiet():
        found = _apprise().Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
    if found is None or str(found.service_name) not in SERVICES:
        known = ", ".join(SERVICES)
        raise BadAddress(f"This is no address of a chat that Accrue posts to. It posts to {known}.")
    found.redirects = False
    return found


@cache
def _asset() -> Any:
    return _apprise().AppriseAsset(
        app_id="Accrue", app_desc="Accrue", async_mode=False, http_redirects=False, secure_logging=True
    )


def _apprise() -> Any:
    import apprise  # a second to load, and few processes post

    return apprise


class _quiet:
    """What Apprise writes to the log may hold an address."""

    def __enter__(self) -> None:
        log = logging.getLogger("apprise")
        self.before, log.disabled = log.disabled, True

    def __exit__(self, *_: object) -> None:
        logging.getLogger("apprise").disabled = self.before
