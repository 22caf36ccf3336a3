"""Test databases as clones of one that was migrated once: migrating takes a hundred times as long as cloning.

The template's name holds a fingerprint of all that migrating depends on. It stays on the server for the next run;
an embedded server of a run's own goes away with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.management import call_command
from django.db import Error, connection
from django.db.backends.utils import CursorWrapper

from tests.roles import signing_in_as_owner

ROOT = Path(__file__).parents[1]
SOURCES = (
    "accrue/*/migrations/*.py",
    "accrue/*/apps.py",
    "accrue/*/declarations.py",
    "accrue/*/personal.py",
    "accrue/accounts/*.py",
    "accrue/contacts/following.py",
    "accrue/contacts/relations.py",
    "accrue/operations/database_roles.py",
    "requirements/base.lock",
    "tests/template.py",
)
PREFIX = "accrue_template_"
KEPT = 12
LOCK = 0x7E57


@contextmanager
def cloned() -> Iterator[None]:
    """Django's connection leads to a fresh clone, and is the application's; the clone is dropped with the block."""
    original, name = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    with signing_in_as_owner(), server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        template = PREFIX + fingerprint()
        if not exists(cursor, template):
            make(cursor, template)
            forget_older(cursor)
        drop(cursor, name)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    use(name)
    try:
        yield
    finally:
        use(original)
        with signing_in_as_owner(), server() as cursor:
            drop(cursor, name)


def fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def make(cursor: CursorWrapper, template: str) -> None:
    """Under another name until it is whole."""
    partial = f"{template}_partial"
    drop(cursor, partial)
    cursor.execute(f'CREATE DATABASE "{partial}" TEMPLATE template0')
    use(partial)
    call_command("migrate", verbosity=0, interactive=False)
    use(connection.settings_dict["NAME"])
    cursor.execute(f'ALTER DATABASE "{partial}" RENAME TO "{template}"')


def forget_older(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC", [f"{PREFIX}%"])
    for (old,) in cursor.fetchall()[KEPT:]:
        with suppress(Error):  # somebody clones it just now
            cursor.execute(f'DROP DATABASE "{old}"')


def use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def server() -> Iterator[CursorWrapper]:
    """A cursor that is in none of these databases."""
    with connection.creation.connection._nodb_cursor() as cursor:
        yield cursor


def exists(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def drop(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
