"""What the export of the whole company holds beside the tables: an area registers what it keeps elsewhere, such as files.

Tables need no word: every model on the map of personal data is taken, but those an area leaves out with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

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
    return [_parts[folder] for folder in sorted(_parts)]


def left_out() -> dict[str, str]:
    return dict(sorted(_left_out.items()))


ENTRY = "it lets somebody in"
DERIVED = "it is worked out from the rest"
TECHNICAL = "it is of this installation, not of the company"
leave_out(
    {
        "accounts.User.password": ENTRY,
        "accounts.UserEvent.password": ENTRY,
        "accounts.ApiToken": ENTRY,
        "accounts.Invitation": ENTRY,
        "accounts.Invitation_roles": ENTRY,
        "accounts.IdempotentRequest": TECHNICAL,
        "accounts.Stamp": TECHNICAL,
        "account.EmailConfirmation": ENTRY,
        "mfa.Authenticator": ENTRY,
        "sessions.Session": ENTRY,
        "usersessions.UserSession": ENTRY,
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
        "roi.PublishedLink.token_sha256": ENTRY,
    }
)
