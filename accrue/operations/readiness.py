"""What must be true before a process serves: asked at the start, and by /readyz all the time."""

from __future__ import annotations

import psycopg
from django.conf import settings
from django.db import Error, connection

from accrue.environment import INSECURE_KEY
from accrue.errors import AccrueError
from accrue.operations.migrating import waiting_migrations

OLDEST_POSTGRESQL = 15


class NotReady(AccrueError):
    """The process may not serve yet; the message says what to do."""

    status = 503


def refuse_unready() -> None:
    """Raise NotReady with what to do, unless the process may serve."""
    if settings.SECRET_KEY == INSECURE_KEY:
        raise NotReady(
            "operations.insecure_key",
            "No signing key: set ACCRUE_SECRET_KEY to 50 or more random characters, or make ACCRUE_HOME writable.",
        )
    check_database()
    if waiting := waiting_migrations():
        raise _not_migrated(f"{len(waiting)} migrations wait")


def check_database() -> None:
    """Raise NotReady where the database does not answer or is too old."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        raise _unreachable(error) from error
    version = connection.pg_version  # type: ignore[attr-defined]  # of PostgreSQL's wrapper, the only one we have
    if version < OLDEST_POSTGRESQL * 10_000:
        raise NotReady(
            "operations.old_database",
            f"PostgreSQL {version // 10_000} is too old: Accrue needs {OLDEST_POSTGRESQL} or newer.",
        )


def check_connecting() -> None:
    """Raise NotReady at once where nobody can connect; a pool would try for ten seconds and not say why."""
    parameters = {
        k: v for k, v in connection.get_connection_params().items() if k not in ("context", "cursor_factory")
    }
    try:
        psycopg.connect(**parameters, connect_timeout=10).close()
    except psycopg.Error as error:
        raise _unreachable(error) from error


def _unreachable(error: Exception) -> NotReady:
    reason = " ".join(str(error).split())
    if "role" in reason and settings.DATABASE_ROLES["app"] in reason:
        return _not_migrated("its roles are missing")
    return NotReady(
        "operations.no_database", f"The database does not answer ({reason}). Check ACCRUE_DATABASE_URL."
    )


def _not_migrated(why: str) -> NotReady:
    return NotReady(
        "operations.not_migrated", f"The database is not at this version ({why}). Run: accrue migrate"
    )
