"""Keyset pages: as quick at the end as at the beginning, and steady while rows come and go.

Rows are ordered by one declared field and then by primary key; empty values come last, whichever the direction.
A cursor names the row a page begins after (or ends before); see `accrue.ui.cursors`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import BadRequest
from django.db.models import BooleanField, F, Func, IntegerField, Model, Q, QuerySet, Subquery, Value

from accrue.ui import cursors
from accrue.ui.cursors import BadCursor
from accrue.ui.scanning import first_rows

SIZE = 50
COUNTED_TO = 1_000

type Way = Literal["after", "before"]


@dataclass(frozen=True, slots=True)
class Sort:
    """An order that may be asked for. `key` stands in the address, `field` is the column or annotation behind it.

    Say `nullable=True` where the field can be empty: then two simple index scans are made instead of one. `value` makes the
    expression that `field` is to stand for, where it is no column; it is asked only when the order is.
    """

    key: str
    field: str
    nullable: bool = False
    value: Callable[[], Any] | None = None


@dataclass(frozen=True, slots=True)
class Page[M: Model]:
    rows: list[M]
    order: str
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """Exact up to 1,000, then "1,000+": counting a million rows would cost more than the page."""

    value: int
    is_capped: bool

    def __str__(self) -> str:
        return f"{self.value:,}+" if self.is_capped else f"{self.value:,}"


def capped_count(queryset: QuerySet[Any], cap: int = COUNTED_TO) -> Count:
    found = queryset.order_by()[: cap + 1].count()
    return Count(min(found, cap), found > cap)


class _Among(Func):
    """`pk__in` with the ids as one parameter: fifty of them take longer to put in than to look up."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class _CountOf(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


_COUNT = "count_of_all"


def with_count[M: Model](queryset: QuerySet[M], cap: int = COUNTED_TO) -> QuerySet[M]:
    """The rows, each with how many there are, for `count_on`: half of what a query of its own costs."""
    counted: QuerySet[M] = queryset.annotate(
        **{_COUNT: _CountOf(queryset.order_by().values("pk")[: cap + 1])}
    )
    return counted


def count_on(rows: Sequence[Model], cap: int = COUNTED_TO) -> Count | None:
    """How many there are beside these rows of `with_count`; None where no row says it."""
    found = getattr(rows[0], _COUNT, None) if rows else None
    return None if found is None else Count(min(found, cap), found > cap)


def found_page[M: Model](
    found: QuerySet[M], records: QuerySet[M], *, sorts: Sequence[Sort], order: str, size: int = SIZE
) -> tuple[Page[M], Count]:
    """The first page of what a search found, and how many there are, by one search instead of two.

    The ids of `found` are asked for in order, up to the count's cap; `records` then gives the page's rows by id. For an
    order without empty values. Raises BadRequest as `page_of` does.
    """
    sort, down = _declared(sorts, order)
    sign = "-" if down else ""
    hits = found.order_by(f"{sign}{sort.field}", f"{sign}pk").values_list("pk", flat=True)
    ids = list(hits[: COUNTED_TO + 1])
    near = records.filter(_Among(F("pk"), Value(ids[:size]))) if ids else ()
    by_id = {record.pk: record for record in near}
    rows = [by_id[pk] for pk in ids[:size] if pk in by_id]  # one may be gone meanwhile
    more = len(ids) > size and bool(rows)
    page = Page(rows, order, _written(rows[-1], sort, order, "after") if more else None, None)
    return page, Count(min(len(ids), COUNTED_TO), len(ids) > COUNTED_TO)


def page_of[M: Model](
    queryset: QuerySet[M],
    *,
    sorts: Sequence[Sort],
    order: str,
    cursor: str | None = None,
    size: int = SIZE,
    scans: bool = False,
) -> Page[M]:
    """One page. `order` is a sort's key, with "-" before it for the other direction.

    Say `scans` where the rows are those of a search for a letter or two; see `accrue.ui.scanning`.

    Raises BadRequest on an unknown order, BadCursor on a cursor that was not given out for this list.
    """
    sort, down = _declared(sorts, order)
    if sort.value is not None:
        queryset = queryset.annotate(**{sort.field: sort.value()})
    way: Way = "after"
    edge: tuple[Any, Any] | None = None
    if cursor:
        way, edge = _read(cursor, order, _list(queryset.model, sort))
    rows = _rows(queryset, sort, down, way, edge, size + 1, scans)
    more = len(rows) > size
    rows = rows[:size]
    if way == "before":
        rows.reverse()
    has_next, has_previous = (more, edge is not None) if way == "after" else (True, more)
    return Page(
        rows,
        order,
        _written(rows[-1], sort, order, "after") if rows and has_next else None,
        _written(rows[0], sort, order, "before") if rows and has_previous else None,
    )


def _declared(sorts: Sequence[Sort], order: str) -> tuple[Sort, bool]:
    key = order.removeprefix("-")
    for sort in sorts:
        if sort.key == key:
            return sort, order.startswith("-")
    known = ", ".join(sort.key for sort in sorts)
    raise BadRequest(f"This list cannot be sorted by “{key[:40]}”. It can be sorted by: {known}.")


def _rows[M: Model](
    queryset: QuerySet[M],
    sort: Sort,
    down: bool,
    way: Way,
    edge: tuple[Any, Any] | None,
    limit: int,
    scans: bool,
) -> list[M]:
    """Up to `limit` rows from the edge on, in the order they are met going that way."""
    backwards = way == "before"
    stretches = [False, True] if sort.nullable else [False]  # filled values, then empty ones
    if backwards:
        stretches.reverse()
    if edge is not None and sort.nullable:
        stretches = stretches[stretches.index(edge[0] is None) :]
    found: list[M] = []
    for empty in stretches:
        part = queryset.filter(_stretch(sort, empty))
        beyond = Q()
        if edge is not None and empty == (edge[0] is None):
            beyond = _beyond(sort, down != backwards, edge)
            part = part.filter(beyond)
        sign = "-" if down != backwards else ""
        if scans and not sort.nullable:
            return first_rows(part, sort.field, limit, down=down != backwards, beyond=beyond)
        part = part.order_by(f"{sign}pk") if empty else part.order_by(f"{sign}{sort.field}", f"{sign}pk")
        found += part[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def _stretch(sort: Sort, empty: bool) -> Q:
    return Q(**{f"{sort.field}__isnull": empty}) if sort.nullable else Q()


def _beyond(sort: Sort, descending: bool, edge: tuple[Any, Any]) -> Q:
    """Past the edge. Written as "from the value on, but not its ties up to the edge", so that an index gives the range."""
    value, pk = edge
    if value is None:
        return Q(pk__lt=pk) if descending else Q(pk__gt=pk)
    if descending:
        return Q(**{f"{sort.field}__lte": value}) & (Q(**{f"{sort.field}__lt": value}) | Q(pk__lt=pk))
    return Q(**{f"{sort.field}__gte": value}) & (Q(**{f"{sort.field}__gt": value}) | Q(pk__gt=pk))


def _written(row: Model, sort: Sort, order: str, way: Way) -> str:
    value: Any = row
    for name in sort.field.split("__"):
        value = getattr(value, name) if value is not None else None
    return cursors.written([order, way, value, row.pk], of=_list(type(row), sort))


def _read(cursor: str, order: str, of: str) -> tuple[Way, tuple[Any, Any]]:
    given, way, value, pk = cursors.read(cursor, of=of)
    if given != order:
        raise BadCursor("This page belongs to another order of the list. Go back to its first page.")
    return way, (value, pk)


def _list(model: type[Model], sort: Sort) -> str:
    """Cursors of one table's column do not fit another's."""
    return f"page:{model._meta.label}.{sort.field}"
