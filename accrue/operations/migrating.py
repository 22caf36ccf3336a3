"""Bringing the database to this version, one at a time however many ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accrue.privacy.services.replaying import replay

LOCK = 0x_ACC_0E_0001  # any number; all that migrate take the same


def waiting_migrations() -> list[str]:
    """Migrations that this version has and the database has not, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> Iterator[str]:
    """Apply what waits, then see to roles and grants; yields a line for each migration.

    Then whoever the ledger of erasures names and this database still knows is erased: it may be a restored copy.
    """
    with _alone():
        waiting = waiting_migrations()
        call_command("migrate", interactive=False, verbosity=0)
        again = replay()
    yield from (f"applied {name}" for name in waiting)
    if again:
        yield f"erased again {again} people whom the ledger names"
    yield f"The database is at this version ({len(waiting)} migrations applied)"


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
