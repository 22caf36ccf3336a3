"""Where a list or a timeline goes on: the place of its last row, signed and with the types of its values.

What comes back is what was given out for that very list, so no value of a cursor needs to be believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core import signing

from accrue.errors import AccrueError

SALT = "accrue.cursor."
DAMAGED = "This page's address is damaged. Go back to the first page of the list."


class BadCursor(AccrueError):
    """A cursor that was not given out for this list."""

    status = 400

    def __init__(self, message: str = DAMAGED) -> None:
        super().__init__("bad_cursor", message)


def written(place: Sequence[Any], *, of: str) -> str:
    """The cursor of a place (text, numbers, None, days, moments, decimals, UUIDs) in the list called `of`."""
    return signing.Signer(salt=SALT + of).sign_object([_packed(value) for value in place], compress=True)


def read(cursor: str, *, of: str, message: str = DAMAGED) -> list[Any]:
    """The place a cursor was written for. Raises BadCursor where it was not written here, or for another list."""
    try:
        return [_unpacked(value) for value in signing.Signer(salt=SALT + of).unsign_object(cursor)]
    except (signing.BadSignature, ValueError, TypeError):
        raise BadCursor(message) from None


def _packed(value: Any) -> Any:
    """JSON keeps text, numbers and empty; the rest travels with the name of its type."""
    match value:
        case datetime():
            return ["t", value.isoformat()]
        case date():
            return ["d", value.isoformat()]
        case Decimal():
            return ["n", str(value)]
        case UUID():
            return ["u", str(value)]
        case _:
            return value


_KINDS: dict[str, Any] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal, "u": UUID}


def _unpacked(value: Any) -> Any:
    return _KINDS[value[0]](value[1]) if isinstance(value, list) else value
