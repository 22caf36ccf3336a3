# ruff: noqa: S608  (names of tables come from the models; keys and values travel as parameters)
"""Custom fields that link to a record follow it as any other relation does, and go back."""

from __future__ import annotations

from django.db import connection

from accrue.accounts.kinds import kind_called
from accrue.filters.custom.models import CustomField
from accrue.quality.models import Merge, Moved
from accrue.quality.selectors.going_along import links_to, name_of_link

NAMES = f'SELECT unnest(row_ids) FROM "{Moved._meta.db_table}" WHERE merge_id = %(merge)s AND relation = %(relation)s'
NAMED = "t.custom -> %(key)s::text = to_jsonb(%(id)s::bigint)"


def lock_links(kind: str, record_id: int) -> None:
    """Take the rows that name a record in a custom field, before the record itself."""
    with connection.cursor() as cursor:
        for field in links_to(kind):
            rows = f'SELECT FROM "{_table(field)}" t WHERE {NAMED} ORDER BY t.id FOR NO KEY UPDATE'
            cursor.execute(f"SELECT count(*) FROM ({rows}) r", {"key": field.key, "id": record_id})


def move_links(merge: Merge) -> None:
    """Let custom fields name the kept record, and note in which rows. The record merged away keeps all of its own."""
    with connection.cursor() as cursor:
        for field in links_to(merge.kind):
            values = _values(merge, field, merge.away_id, merge.keep_id)
            cursor.execute(
                f"""
                WITH moved AS (
                    UPDATE "{_table(field)}" t
                    SET custom = jsonb_set(t.custom, ARRAY[%(key)s::text], to_jsonb(%(to)s::bigint))
                    WHERE {NAMED} AND NOT (%(same)s AND t.id = %(id)s)
                    RETURNING t.id AS id
                )
                INSERT INTO "{Moved._meta.db_table}" (merge_id, relation, row_ids)
                SELECT %(merge)s, %(relation)s, array_agg(id ORDER BY id) FROM moved HAVING count(*) > 0
                """,
                values,
            )


def move_links_back(merge: Merge) -> dict[str, int]:
    """Let what came along name its own record again, unless somebody chose another since."""
    went: dict[str, int] = {}
    with connection.cursor() as cursor:
        for field in links_to(merge.kind):
            values = _values(merge, field, merge.keep_id, merge.away_id)
            cursor.execute(
                f"""
                UPDATE "{_table(field)}" t
                SET custom = jsonb_set(t.custom, ARRAY[%(key)s::text], to_jsonb(%(to)s::bigint))
                WHERE t.id IN ({NAMES}) AND {NAMED}
                """,
                values,
            )
            if cursor.rowcount > 0:
                went[name_of_link(field)] = cursor.rowcount
    return went


def _values(merge: Merge, field: CustomField, before: int, after: int) -> dict[str, int | str]:
    return {
        "merge": merge.pk,
        "relation": name_of_link(field),
        "key": field.key,
        "id": before,
        "to": after,
        "same": field.kind == merge.kind,
    }


def _table(field: CustomField) -> str:
    return str(kind_called(field.kind).model._meta.db_table)
