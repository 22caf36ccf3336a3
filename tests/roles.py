"""Tests work in the database as the application does; what builds or empties it, or plants a fault, is its owner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def as_owner() -> Iterator[None]:
    """The tests' own connection owns the tables within the block."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")  # RESET would come back to the role taken while connecting
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@contextmanager
def signing_in_as_owner() -> Iterator[None]:
    """Connections made within the block take no role: on a new server the roles are not there yet."""
    options = connection.settings_dict["OPTIONS"]
    taken = options["options"]
    connection.close()
    options["options"] = taken.replace(f"-c role={settings.DATABASE_ROLES['app']}", "")
    try:
        yield
    finally:
        connection.close()
        options["options"] = taken
