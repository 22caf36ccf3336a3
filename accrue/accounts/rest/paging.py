"""Keyset pages: a cursor that names the last row, so that page 10,000 costs what page 1 does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from ninja import Schema

from accrue.errors import AccrueError
from accrue.ui import cursors, paging

LIMIT = 50
MOST = 200
FOREIGN = "This cursor does not belong to this list. Begin again without one."


class Page[Item](Schema):
    """`next` is the cursor of the following page, or null at the end."""

    items: list[Item]
    next: str | None


def page_of[M: Model](
    rows: QuerySet[M],
    *,
    sort: str,
    sorts: Mapping[str, str | paging.Sort],
    cursor: str | None,
    limit: int = LIMIT,
) -> tuple[list[M], str | None]:
    """One page of `rows` and the cursor of the next.

    `sort` is a key of `sorts`, with `-` for descending; `sorts` maps it to a column that is never null, or to an order of
    lists, which may have empty values at its end. The primary key breaks ties. Raises 400 for a sort that is not declared
    and for a cursor that was not made here.
    """
    descending, key = sort.startswith("-"), sort.removeprefix("-")
    if key not in sorts:
        raise AccrueError("unknown_sort", f"Cannot sort by “{key}”. Known: {', '.join(sorted(sorts))}.")
    column, limit = sorts[key], max(1, min(limit, MOST))
    if isinstance(column, paging.Sort):
        page = paging.page_of(rows, sorts=[column], order=sort, cursor=cursor, size=limit)
        return page.rows, page.next_cursor
    of = _list(rows.model, column, sort)
    if cursor:
        value, pk = cursors.read(cursor, of=of, message=FOREIGN)
        side = "lt" if descending else "gt"
        rows = rows.filter(Q(**{f"{column}__{side}": value}) | Q(**{column: value, f"pk__{side}": pk}))
    order = (F(column).desc(), F("pk").desc()) if descending else (F(column).asc(), F("pk").asc())
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], cursors.written([_value(last, column), last.pk], of=of)


def _value(row: Model, column: str) -> Any:
    found: Any = row
    for step in column.split("__"):
        found = getattr(found, step)
    return found


def _list(model: type[Model], column: str, sort: str) -> str:
    """Cursors belong to one order of one table."""
    return f"api:{model._meta.label}.{column}:{sort}"
