"""Bringing the database to this version, one at a time however many ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accrue.errors import Conflict
from accrue.privacy.services.replaying import replay

LOCK = 0x_ACC_0E_0001  # any number; all that migrate take the same


def waiting_migrations() -> list[str]:
    """Migrations that this version has and the database has not, in their order.

    Raises Conflict where the database holds only some of those that this version keeps as one.
    """
    refuse_half_way(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def refuse_half_way(applied: Iterable[str]) -> None:
    """`applied` as `app.name`. A migration that stands for earlier ones needs all of them or none."""
    applied = set(applied)
    for migration in on_disk().values():
        replaced = [f"{app}.{name}" for app, name in migration.replaces]
        missing = [name for name in replaced if name not in applied]
        if missing and len(missing) < len(replaced):
            raise Conflict(
                "operations.half_way",
                f"The tables are of a version that this one can no longer bring up to date: {missing[0]} is missing. "
                "Run accrue migrate with the last version that has it, then again with this one.",
            )


def on_disk() -> dict[tuple[str, str], Migration]:
    """This version's migrations, by app and name."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return loader.disk_migrations


def known() -> set[str]:
    """The names (`app.name`) that a database of this version or of an earlier one may hold."""
    found = on_disk()
    replaced = {key for migration in found.values() for key in migration.replaces}
    return {f"{app}.{name}" for app, name in found.keys() | replaced}


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
