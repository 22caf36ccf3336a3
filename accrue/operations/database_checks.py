"""Whether the database answers, is at this version, and keeps history safe from the application."""

from __future__ import annotations

from collections.abc import Iterator

import pgtrigger
from django.db import connection

from accrue.errors import Conflict
from accrue.operations.database_roles import append_only_tables, is_append_only, role
from accrue.operations.finding import Finding, bad, good
from accrue.operations.migrating import waiting_migrations
from accrue.operations.readiness import NotReady, check_database

MIGRATE = "Run: accrue migrate"


def database_findings() -> Iterator[Finding]:
    """Stops at the first that makes the others pointless."""
    try:
        check_database()
    except NotReady as error:
        yield bad("database", "Database", error.message, "")
        return
    version = connection.pg_version  # type: ignore[attr-defined]  # of PostgreSQL's wrapper, the only one we have
    yield good("database", "Database", f"PostgreSQL {version // 10_000}.{version % 10_000} answers.")
    try:
        waiting = waiting_migrations()
    except Conflict as error:
        yield bad("migrations", "Tables", error.message, "")
        return
    if waiting:
        yield bad(
            "migrations", "Tables", f"{len(waiting)} migrations wait, the first is {waiting[0]}.", MIGRATE
        )
        return
    yield good("migrations", "Tables", "They are at this version.")
    yield _session()
    yield _history()


def _session() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"""
        )
        name, is_mighty = cursor.fetchone()
    if is_mighty:
        return bad(
            "roles",
            "Roles",
            f"Accrue works as {name}, which no rule of the database binds.",
            f"Let ACCRUE_DATABASE_URL name an owner that is no superuser, and unset ACCRUE_DATABASE_ROLE ({role('app')}).",
        )
    return good("roles", "Roles", f"Accrue works as {name}.")


def _history() -> Finding:
    open_tables, missing = writable_history(), missing_triggers()
    if open_tables:
        return bad("history", "History", f"The application could change {', '.join(open_tables)}.", MIGRATE)
    if missing:
        return bad("history", "History", f"Triggers are missing or off: {', '.join(missing)}.", MIGRATE)
    return good("history", "History", f"{len(append_only_tables())} tables can only be added to.")


def writable_history() -> list[str]:
    """Append-only tables that the application's role could change or empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT name FROM unnest(%s::text[]) AS name
               WHERE has_table_privilege(%s, quote_ident(name), 'UPDATE, DELETE, TRUNCATE')
                  OR has_any_column_privilege(%s, quote_ident(name), 'UPDATE') ORDER BY name""",
            [append_only_tables(), role("app"), role("app")],
        )
        return [name for (name,) in cursor.fetchall()]


def missing_triggers() -> list[str]:
    """Protecting triggers that are declared, but not there or switched off."""
    wanted = {
        (model._meta.db_table, trigger.get_pgid(model))
        for model, trigger in pgtrigger.registered()
        if is_append_only(trigger)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
               WHERE NOT tgisinternal AND tgenabled <> 'D'"""
        )
        there = set(cursor.fetchall())
    return sorted(f"{name} on {table}" for table, name in wanted - there)
