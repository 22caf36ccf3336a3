"""Taking the words that tell who somebody is out of free text, wherever the map says it may stand."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from functools import reduce
from typing import Any

from django.db import connection
from django.db.models import BinaryField, Field, JSONField
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from accrue.events import data_map
from accrue.events.data_map import Fate, Table
from accrue.privacy.services.emptying import as_eraser

INSTEAD = "…"
PROTECTED = ("events.Event",)


def sweep(words: Collection[str], groups: Collection[str]) -> int:
    """Take `words` out of every table that is swept; delete rows that hold one, or one of `groups`, where rows go whole.

    `groups` are names of groups that only they were in, as answers kept in advance tell them. How many rows.
    """
    tables = [table for table in data_map.tables() if table.sweep and table.whose == "person"]
    count = _drop_jobs(words)
    for table in tables:
        if table.fate is Fate.DELETE:
            count += _delete(table, [*words, *groups])
        elif table.model not in PROTECTED:
            count += _replace(table, table.django._meta.db_table, words)
    with as_eraser():
        for table in tables:
            for name in _past_of(table):
                count += _replace(table, name, words)
    return count


def _past_of(table: Table) -> list[str]:
    if table.model in PROTECTED:
        return [table.django._meta.db_table]
    return [
        model._meta.db_table
        for model in data_map.mapped_models()
        if data_map.tracked(model) is table.django
        and {*table.personal} <= {f.name for f in model._meta.fields}
    ]


def _columns(table: Table) -> list[Field[Any, Any]]:
    return [table.django._meta.get_field(name) for name in table.erased]  # type: ignore[misc]  # columns, as the map's test asks


def _spellings(column: Field[Any, Any], words: Iterable[str]) -> list[str]:
    """How the words stand in this column: JSON writes some letters otherwise."""
    if isinstance(column, JSONField):
        return [json.dumps(word, ensure_ascii=False)[1:-1] for word in words]
    if isinstance(column, BinaryField):
        cases = [spelt for word in words for spelt in (word, word.lower(), word.upper(), word.title())]
        both = [spelt for word in cases for spelt in (word, json.dumps(word)[1:-1])]
        return list(dict.fromkeys(both))
    return list(words)


def _replace(table: Table, name: str, words: Collection[str]) -> int:
    count = 0
    with connection.cursor() as cursor:
        for column in _columns(table):
            spelt = _spellings(column, words)
            if not spelt:
                continue
            plain = sql.SQL("{}::text").format(sql.Identifier(str(column.column)))
            changed = reduce(
                lambda text, word: sql.SQL("regexp_replace({}, {}, {}, 'gi')").format(
                    text, re.escape(word), INSTEAD
                ),
                spelt,
                plain,
            )
            kind = sql.SQL("::jsonb") if isinstance(column, JSONField) else sql.SQL("")
            statement = sql.SQL("UPDATE {} SET {} = ({}){} WHERE {}").format(
                sql.Identifier(name), sql.Identifier(str(column.column)), changed, kind, _holds(plain, spelt)
            )
            cursor.execute(statement.as_string(cursor.connection))
            count += cursor.rowcount
    return count


def _holds(text: sql.Composable, words: Collection[str]) -> sql.Composable:
    """Whatever the case: people type names in every way, and standards change it."""
    return sql.SQL(" OR ").join(
        sql.SQL("strpos(lower({}), lower({})) > 0").format(text, word) for word in words
    )


def _delete(table: Table, words: Collection[str]) -> int:
    count = 0
    for column in _columns(table):
        spelt = _spellings(column, words)
        if not spelt:
            continue
        named = sql.Identifier(str(column.column))
        where: sql.Composable
        if isinstance(column, BinaryField):
            where = sql.SQL(" OR ").join(
                sql.SQL("position(convert_to({}, 'UTF8') IN {}) > 0").format(word, named) for word in spelt
            )
        else:
            where = _holds(sql.SQL("{}::text").format(named), spelt)
        statement = sql.SQL("DELETE FROM {} WHERE {}").format(
            sql.Identifier(table.django._meta.db_table), where
        )
        with connection.cursor() as cursor:
            cursor.execute(statement.as_string(cursor.connection))
            count += cursor.rowcount
    return count


def _drop_jobs(words: Collection[str]) -> int:
    """Jobs that carry the person and are not under way: what they would do is not to be done any more."""
    if not words:
        return 0
    args = sql.SQL("args::text")
    where = _holds(args, [json.dumps(word, ensure_ascii=False)[1:-1] for word in words])
    statement = sql.SQL("DELETE FROM {} WHERE status <> 'doing' AND ({})").format(
        sql.Identifier(ProcrastinateJob._meta.db_table), where
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection))
        return int(cursor.rowcount)
