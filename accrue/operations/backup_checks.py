"""Whether the continuous backup gets what it is to keep."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timesince import timesince
from psycopg.conninfo import conninfo_to_dict

from accrue import clock, embedded
from accrue.embedded import Archiving
from accrue.environment import environment
from accrue.operations.finding import Finding, bad, good, warning

KEY, TITLE = "continuous_backup", "Continuous backup"
LATE = timedelta(minutes=5)
"""Since a piece of log was finished: PostgreSQL hands it over at once, or tries again every minute."""
OLD_BASE = timedelta(days=32)
"""Older than the longest `--every`: then the command is not repeated any more."""


def continuous_backup() -> Finding:
    """How old the last kept piece of log is, whether others wait for long, and whether bases are taken."""
    if not _is_embedded():
        return good(KEY, TITLE, "Your PostgreSQL keeps its own; Accrue does not look at it.")
    found = embedded.archiving(environment.home)
    return good(KEY, TITLE, "None is kept.") if found is None else judged(found)


def judged(found: Archiving) -> Finding:
    folder, again = found.folder, f"Run: accrue backup --continuous {found.folder}"
    if not found.is_reachable:
        return bad(
            KEY,
            TITLE,
            f"{folder} cannot be read. {_waiting(found)}",
            "Mount the disk or put the folder back; the database then hands over by itself what waits.",
        )
    if found.waits_since and clock.now() - found.waits_since > LATE:
        log = embedded.look(environment.home).log
        return bad(
            KEY,
            TITLE,
            f"{folder} gets nothing more. {_last(found)} {_waiting(found)}",
            f"Look at the end of {log} for why, then make room in the folder, or let the database's user write there.",
        )
    if found.last_base_at is None:
        return bad(KEY, TITLE, f"{folder} holds no base, so nothing can be brought back from it.", again)
    if clock.now() - found.last_base_at > OLD_BASE:
        says = f"The last base in {folder} is {_age(found.last_base_at)} old. {_last(found)}"
        return warning(
            KEY, TITLE, says, f"{again}, and let your system's timer repeat it every five minutes."
        )
    return good(
        KEY, TITLE, f"{_last(found)} The last base is {_age(found.last_base_at)} old. Both are in {folder}."
    )


def _is_embedded() -> bool:
    """A command that starts the embedded server names it as its database too."""
    if not environment.database_url:
        return True
    host = conninfo_to_dict(environment.database_url).get("host")
    return host == str(embedded.look(environment.home).sockets)


def _last(found: Archiving) -> str:
    if found.last_piece_at is None:
        return "No piece of log was kept yet."
    return f"The last piece of log was kept {_age(found.last_piece_at)} ago."


def _waiting(found: Archiving) -> str:
    if found.waits_since is None:
        return "No piece of log waits."
    pieces = "1 piece waits" if found.waiting == 1 else f"{found.waiting:,} pieces wait"
    return f"{pieces} with the database, the oldest for {_age(found.waits_since)}, and take its disk."


def _age(at: datetime) -> str:
    return timesince(at, clock.now(), depth=1).replace("\xa0", " ")
