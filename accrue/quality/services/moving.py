# ruff: noqa: S608  (names of tables and columns come from the models; values travel as parameters)
"""The rows that point to a record follow it, and go back: one statement a relation, however many rows."""

from __future__ import annotations

from django.db import connection

from accrue.contacts.relations import Relation, following
from accrue.quality.models import Merge, Moved
from accrue.quality.services.links import lock_links, move_links, move_links_back


def lock_moving(kind: str, record_id: int) -> None:
    """Take the rows that will move before the records they point to, in the order in which who edits them does."""
    with connection.cursor() as cursor:
        for relation in following(kind):
            where = " AND ".join([f't."{relation.column}" = %(id)s', *_of_kind(relation, "t")])
            rows = (
                f'SELECT FROM "{relation.table}" t WHERE {where} ORDER BY t."{relation.pk}" FOR NO KEY UPDATE'
            )
            cursor.execute(f"SELECT count(*) FROM ({rows}) r", {"id": record_id, "kind": kind})
    lock_links(kind, record_id)


def move_relations(merge: Merge) -> dict[str, int]:
    """Point everything at the kept record and note which rows that were. Returns how many, by relation.

    A row that may not stand twice with one record, and stands with the kept one already, stays where it is.
    """
    with connection.cursor() as cursor:
        for relation in following(merge.kind):
            cursor.execute(_move(relation), _values(merge, relation))
    move_links(merge)
    return {moved.relation: len(moved.row_ids) for moved in merge.moved.all()}


def move_back(merge: Merge) -> dict[str, int]:
    """Point what came along at its own record again, unless somebody pointed it elsewhere since."""
    went: dict[str, int] = {}
    with connection.cursor() as cursor:
        for relation in following(merge.kind):
            cursor.execute(_back(relation), _values(merge, relation))
            if cursor.rowcount > 0:
                went[relation.key] = cursor.rowcount
    return went | move_links_back(merge)


def _values(merge: Merge, relation: Relation) -> dict[str, int | str]:
    return {
        "merge": merge.pk,
        "relation": relation.key,
        "kind": merge.kind,
        "keep": merge.keep_id,
        "away": merge.away_id,
    }


def _move(relation: Relation) -> str:
    where = [f't."{relation.column}" = %(away)s', *_of_kind(relation, "t")]
    where += [f"NOT EXISTS ({_twin(relation, beside)})" for beside in relation.beside]
    return f"""
    WITH moved AS (
        UPDATE "{relation.table}" t SET "{relation.column}" = %(keep)s WHERE {" AND ".join(where)}
        RETURNING t."{relation.pk}" AS id
    )
    INSERT INTO "{Moved._meta.db_table}" (merge_id, relation, row_ids)
    SELECT %(merge)s, %(relation)s, array_agg(id ORDER BY id) FROM moved HAVING count(*) > 0
    """


def _twin(relation: Relation, beside: tuple[str, ...]) -> str:
    """A row of the kept record that leaves no room for the one that comes."""
    same = [f'o."{column}" = t."{column}"' for column in beside]
    where = [f'o."{relation.column}" = %(keep)s', *_of_kind(relation, "o"), *same]
    return f'SELECT FROM "{relation.table}" o WHERE {" AND ".join(where)}'


def _back(relation: Relation) -> str:
    where = [f't."{relation.column}" = %(keep)s', *_of_kind(relation, "t")]
    return f"""
    UPDATE "{relation.table}" t SET "{relation.column}" = %(away)s
    FROM (
        SELECT unnest(row_ids) AS id FROM "{Moved._meta.db_table}"
        WHERE merge_id = %(merge)s AND relation = %(relation)s
    ) m WHERE t."{relation.pk}" = m.id AND {" AND ".join(where)}
    """


def _of_kind(relation: Relation, row: str) -> list[str]:
    return [f'{row}."{relation.kind_column}" = %(kind)s'] if relation.kind_column else []
