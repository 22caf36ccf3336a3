"""What the export of the whole company holds beside the tables: an area registers what it keeps elsewhere, such as files.

Tables need no word: every model on the map of personal data is taken, but those an area leaves out with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.module_loading import autodiscover_modules

type Contents = Callable[[Path], Iterable[tuple[str, Path]]]


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of the export. `contents` is given an empty folder to write in, and yields (name in the folder, path).

    A path that is not there (any more) is told in the manifest; an AccrueError leaves the whole part out with its message.
    """

    folder: str
    about: str
    contents: Contents


_parts: dict[str, Part] = {}
_left_out: dict[str, str] = {}


def register(part: Part) -> None:
    _parts[part.folder] = part


def leave_out(reasons: dict[str, str]) -> None:
    """Models (`app.Model`) and columns (`app.Model.column`) that are not taken, with why."""
    _left_out.update(reasons)


def parts() -> list[Part]:
    autodiscover_modules("declarations")
    return [_parts[folder] for folder in sorted(_parts)]


def left_out() -> dict[str, str]:
    autodiscover_modules("declarations")
    return dict(sorted(_left_out.items()))


SECRET = "it lets somebody in"
DERIVED = "it is worked out from the rest"
TECHNICAL = "it is of this installation, not of the company"
leave_out(
    {
        "accounts.User.password": SECRET,
        "accounts.UserEvent.password": SECRET,
        "accounts.ApiToken": SECRET,
        "accounts.Invitation": SECRET,
        "accounts.Invitation_roles": SECRET,
        "accounts.IdempotentRequest": TECHNICAL,
        "accounts.Stamp": TECHNICAL,
        "account.EmailConfirmation": SECRET,
        "mfa.Authenticator": SECRET,
        "sessions.Session": SECRET,
        "usersessions.UserSession": SECRET,
        "auth.Group": TECHNICAL,
        "auth.Group_permissions": TECHNICAL,
        "auth.Permission": TECHNICAL,
        "contenttypes.ContentType": TECHNICAL,
        "events.Progress": TECHNICAL,
        "operations.JobFailure": TECHNICAL,
        "filters.UniqueValue": DERIVED,
        "filters.Word": DERIVED,
        "metrics.MeasureAnswer": DERIVED,
        "privacy.DataExport.content": DERIVED,
        "roi.PublishedLink.token_sha256": SECRET,
    }
)
