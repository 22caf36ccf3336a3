"""Lets whatever is written later with the id of a record merged away follow to the record that was kept.

A trigger on every relation that follows: also a transaction that read the old id before the merge, and writes after
it, ends at the kept record. They are looked at after each migration, so that a new relation has its own.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from accrue.contacts.relations import MERGED, Relation, following

PREFIX = "follow_merged"
FUNCTION = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    kept bigint;
BEGIN
    SELECT merged_into_id INTO kept FROM {target} WHERE id = NEW.{column} FOR KEY SHARE;
    IF kept IS NOT NULL THEN
        NEW.{column} := kept;
    END IF;
    RETURN NEW;
END;
$$;
CREATE OR REPLACE TRIGGER {function}_written BEFORE INSERT ON {table}
    FOR EACH ROW WHEN ({written}) EXECUTE FUNCTION {function}();
CREATE OR REPLACE TRIGGER {function}_changed BEFORE UPDATE OF {column} ON {table}
    FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column} AND {written}) EXECUTE FUNCTION {function}();
"""


def triggers() -> dict[str, str]:
    """The SQL of each trigger's function and of the trigger, by the function's name."""
    return {
        _name(kind, relation): _sql(kind, relation)
        for kind in MERGED
        for relation in following(kind)
        if may_follow_by_itself(relation)
    }


def may_follow_by_itself(relation: Relation) -> bool:
    """Where the kept record may have one already, the service decides; so does merging for what was merged before."""
    return not relation.beside and relation.name != "merged_into"


def install(using: str = "default", **signal: Any) -> None:
    """Make the triggers that are missing or were written otherwise before."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        tables, known = _tables(cursor), _installed(cursor)
        for name, sql in triggers().items():
            table = name.rsplit("__", 1)[1]
            if table in tables and known.get(name) != _stamp(sql):
                cursor.execute(sql)
                cursor.execute(f"COMMENT ON FUNCTION {name}() IS '{_stamp(sql)}'")


def _name(kind: str, relation: Relation) -> str:
    return f"{PREFIX}_{kind}_{relation.column}__{relation.table}"


def _sql(kind: str, relation: Relation) -> str:
    written = f'NEW."{relation.column}" IS NOT NULL'
    if relation.kind_column:
        written += f" AND NEW.\"{relation.kind_column}\" = '{kind}'"
    return FUNCTION.format(
        function=_name(kind, relation),
        target=f'"{MERGED[kind]._meta.db_table}"',
        table=f'"{relation.table}"',
        column=f'"{relation.column}"',
        written=written,
    )


def _stamp(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()[:16]


def _tables(cursor: CursorWrapper) -> set[str]:
    """Tables that are there: while an older state is migrated to, some are not yet."""
    columns = "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
    cursor.execute(f"{columns} AND column_name = 'merged_into_id'")
    if {row[0] for row in cursor.fetchall()} < {model._meta.db_table for model in MERGED.values()}:
        return set()
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {row[0] for row in cursor.fetchall()}


def _installed(cursor: CursorWrapper) -> dict[str, str]:
    """Without functions that are left over from a table that was dropped: its triggers went with it."""
    cursor.execute(
        "SELECT proname, obj_description(oid, 'pg_proc') FROM pg_proc WHERE starts_with(proname, %s) "
        "AND EXISTS (SELECT FROM pg_trigger WHERE tgfoid = pg_proc.oid)",
        [PREFIX],
    )
    return dict(cursor.fetchall())
