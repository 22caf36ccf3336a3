"""The roles a process takes in the database, and what each may do there.

The URL signs in the owner of the tables. Daily work then becomes `accrue_app`, which may never change or delete
history; a portal's session becomes `accrue_portal`; only `accrue_eraser` may blank personal text in history.
Granting is safe to repeat and to run several times at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import ProgrammingError, connections
from django.db.backends.utils import CursorWrapper
from django.db.utils import InternalError, OperationalError
from psycopg import sql

from accrue.errors import AccrueError
from accrue.events import data_map

BLANKED = ("character varying", "text", "jsonb")


def role(purpose: str) -> str:
    """The name of the role for "app", "portal" or "eraser"."""
    return str(settings.DATABASE_ROLES[purpose])


def append_only_tables() -> list[str]:
    """Tables that a trigger protects from change and deletion: facts and history."""
    return sorted(
        {model._meta.db_table for model, trigger in pgtrigger.registered() if is_append_only(trigger)}
    )


def is_append_only(trigger: pgtrigger.Trigger) -> bool:
    """Whether it forbids both change and deletion."""
    return isinstance(trigger, pgtrigger.Protect) and {"UPDATE", "DELETE"} <= set(
        str(trigger.operation).split(" OR ")
    )


def grant_after_migrate(using: str, **kwargs: Any) -> None:
    """Runs after every migrate, in tests too, so that no table is ever without its grants."""
    for attempt in range(5):
        try:
            with connections[using].cursor() as cursor:
                make_roles(cursor)
                grant(cursor)
            return
        except (
            InternalError,
            OperationalError,
        ):  # "tuple concurrently updated": another migrate granted just now
            if attempt == 4:
                raise
            time.sleep(0.1 * 2**attempt)


def make_roles(cursor: CursorWrapper) -> None:
    """Make the roles where they are missing, and let the owner become each of them."""
    for purpose in settings.DATABASE_ROLES:
        if not _one(cursor, "SELECT 1 FROM pg_roles WHERE rolname = %s", role(purpose)):
            _create(cursor, role(purpose))
        if not _may_become(cursor, role(purpose)):
            _let_owner_become(cursor, role(purpose))


def _create(cursor: CursorWrapper, name: str) -> None:
    body = f"""BEGIN CREATE ROLE "{name}" NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END"""
    try:
        cursor.execute(f"DO $$ {body} $$")
    except ProgrammingError as error:
        raise _needs_administrator() from error


def _may_become(cursor: CursorWrapper, name: str) -> bool:
    how = "SET" if cursor.connection.info.server_version >= 160000 else "MEMBER"
    return bool(_one(cursor, f"SELECT pg_has_role(current_user, %s, '{how}')", name))


def _let_owner_become(cursor: CursorWrapper, name: str) -> None:
    options = "WITH INHERIT FALSE, SET TRUE" if cursor.connection.info.server_version >= 160000 else ""
    try:
        cursor.execute(f'GRANT "{name}" TO CURRENT_USER {options}')
    except ProgrammingError as error:
        raise _needs_administrator() from error


def _needs_administrator() -> AccrueError:
    names = ", ".join(settings.DATABASE_ROLES.values())
    return AccrueError(
        "operations.roles_missing",
        f"The database's owner may not make the roles {names}. Let an administrator of the database run "
        "`ALTER ROLE <owner> CREATEROLE`, or make the roles and grant them to the owner; then run accrue migrate again.",
    )


def grant(cursor: CursorWrapper) -> None:
    """Give each role exactly its rights on the tables that are there now."""
    app, portal, eraser = (sql.Identifier(role(p)) for p in ("app", "portal", "eraser"))
    protected = [t for t in append_only_tables() if t in set(_tables(cursor))]
    history = sql.SQL(", ").join(map(sql.Identifier, protected))
    run = _runner(cursor)
    name = sql.Identifier(str(cursor.db.settings_dict["NAME"]))
    run("GRANT CONNECT ON DATABASE {} TO {}, {}, {}", name, app, portal, eraser)
    run("GRANT USAGE ON SCHEMA public TO {}, {}, {}", app, portal, eraser)
    run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}", app)
    run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", app)
    if "django_migrations" in _tables(cursor):
        run("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}", app)
    if protected:
        run("REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON {} FROM {}", history, app)
        run("GRANT SELECT ON {} TO {}", history, eraser)
    for table in protected:
        run("REVOKE UPDATE ON {} FROM {}", sql.Identifier(table), eraser)
        if columns := list(_personal_columns(cursor, table)):
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            run("GRANT UPDATE ({}) ON {} TO {}", names, sql.Identifier(table), eraser)


def _runner(cursor: CursorWrapper) -> Callable[..., None]:
    def run(statement: str, *parts: sql.Composable) -> None:
        cursor.execute(sql.SQL(statement).format(*parts).as_string(cursor.connection))

    return run


def _tables(cursor: CursorWrapper) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def _personal_columns(cursor: CursorWrapper, table: str) -> Iterator[str]:
    cursor.execute(
        """SELECT column_name FROM information_schema.columns
           WHERE table_schema = 'public' AND table_name = %s AND data_type = ANY(%s) ORDER BY ordinal_position""",
        [table, list(BLANKED)],
    )
    declared = _declared_personal().get(table, set())
    return (name for (name,) in cursor.fetchall() if name in declared)


def _declared_personal() -> dict[str, set[str]]:
    """By table the columns that the map of personal data names; history has those of what it is the history of."""
    found: dict[str, set[str]] = {}
    for model in data_map.mapped_models():
        if table := data_map.table_of(data_map.tracked(model) or model):
            found[model._meta.db_table] = set(table.personal)
    return found


def _one(cursor: CursorWrapper, statement: str, *parameters: str) -> Any:
    cursor.execute(statement, parameters)
    row = cursor.fetchone()
    return row[0] if row else None
