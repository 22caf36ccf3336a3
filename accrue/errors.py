"""Everything that can go wrong on purpose: a stable code, what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping


class AccrueError(Exception):
    """A failure the user can understand. `code` is stable (`sales.deal_already_won`); doors turn `status` into HTTP."""

    status = 400
    members: Mapping[str, object] = {}
    """What a program is told beside code and message (RFC 9457 calls them extension members)."""

    def __init__(self, code: str, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields = dict(fields or {})


class Invalid(AccrueError):
    """The input cannot be accepted; `fields` says which and why."""

    status = 422


class Forbidden(AccrueError):
    """The person may see the record but not do this."""

    status = 403


class Missing(AccrueError):
    """There is no such record, or none that this person may know of: both look the same."""

    status = 404

    def __init__(self, code: str = "missing", message: str = "There is no such record.") -> None:
        super().__init__(code, message)


class Conflict(AccrueError):
    """Someone changed the record meanwhile, or its state does not allow this."""

    status = 409
