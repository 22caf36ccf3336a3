"""A list of records as a page draws it: columns that sort, a search box, pages, and two kinds of empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from accrue.ui.paging import SIZE, Count, Page, Sort, capped_count, count_on, found_page, page_of, with_count
from accrue.ui.said import rows, text
from accrue.ui.scanning import is_short
from accrue.ui.templatetags.ui import icon


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading. `sort` makes it sortable; `starts_down` begins with the largest (amounts, dates).

    `why_not` says why it cannot be sorted, where somebody might expect it to be.
    """

    label: str
    sort: Sort | None = None
    is_number: bool = False
    starts_down: bool = False
    is_hidden_label: bool = False
    why_not: str = ""


ARROWS = {"ascending": "arrow-up", "descending": "arrow-down"}


@dataclass(frozen=True, slots=True)
class Heading:
    column: Column
    url: str
    aria_sort: str


class Listing[M: Model]:
    """Give it what this person may see, already narrowed by the search; it reads `sort` and `cursor` of the address.

    `is_filtered` says that a search or filter narrowed it, so that an empty list can say which kind of empty it is;
    `total` is how many there are, where that is known without asking. Where a search costs more than fetching rows by id,
    give `records`, the same rows without its conditions: then it is asked once, for page and count.
    """

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[M],
        *,
        columns: Sequence[Column],
        default: str,
        noun: tuple[str, str],
        is_filtered: bool | None = None,
        size: int = SIZE,
        total: int | None = None,
        records: QuerySet[M] | None = None,
    ) -> None:
        self.request, self.queryset, self.columns = request, queryset, columns
        self.singular, self.plural = noun
        self.default = default
        self.order = request.GET.get("sort") or default
        self.q = request.GET.get("q", "").strip()
        self.is_filtered = bool(self.q) if is_filtered is None else is_filtered
        self.size, self.total, self.records = size, total, records
        self.density = ""  # normal or compact where the list has rows of its own
        self.ticks: Sequence[Any] = ()  # what may be done with ticked rows; none: they have no boxes
        self.row_attrs: dict[str, str] = {}  # what the rows' keys and cells are told, as data- attributes

    @cached_property
    def page(self) -> Page[M]:
        return self._found[0]

    @cached_property
    def _found(self) -> tuple[Page[M], Count | None]:
        """The page, and the count where it comes with it."""
        sorts = self.sorts
        cursor = self.request.GET.get("cursor")
        short, by = is_short(self.q), self.order.removeprefix("-")
        is_plain = not any(sort.nullable for sort in sorts if sort.key == by)
        if self.records is not None and self.q and is_plain and not (cursor or short):
            return found_page(self.queryset, self.records, sorts=sorts, order=self.order, size=self.size)
        found = self.queryset
        if self.total is None and not self.is_filtered:
            # Whatever narrows rows may take long, and need not be counted where they fill no page.
            found = with_count(found)
        page = page_of(found, sorts=sorts, order=self.order, cursor=cursor, size=self.size, scans=short)
        return page, count_on(page.rows)

    @property
    def sorts(self) -> list[Sort]:
        """The orders that may be asked for."""
        return [column.sort for column in self.columns if column.sort]

    @property
    def rows(self) -> list[M]:
        return self.page.rows

    @cached_property
    def count(self) -> Count:
        if self.total is not None:
            return Count(self.total, False)
        page, count = self._found
        if count is not None:
            return count
        if not page.next_cursor and not page.previous_cursor:
            return Count(len(page.rows), False)
        return capped_count(self.queryset)

    @property
    def counted(self) -> str:
        return f"{self.count} {self.singular if self.count.value == 1 else self.plural}"

    @property
    def drawn_headings(self) -> SafeString:
        return rows(_drawn(heading) for heading in self.headings)

    @cached_property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    @cached_property
    def next_url(self) -> str | None:
        return self.url(cursor=self.page.next_cursor) if self.page.next_cursor else None

    @cached_property
    def previous_url(self) -> str | None:
        return self.url(cursor=self.page.previous_cursor) if self.page.previous_cursor else None

    @property
    def plain_url(self) -> str:
        """The list without search, filters and place."""
        return self.request.path

    def url(self, **changes: Any) -> str:
        """This list's address with some parameters changed; None takes one away. A new order starts at the beginning."""
        query = self.request.GET.copy()
        query.pop("cursor", None)
        query.pop("peek", None)
        for key, value in changes.items():
            if value is None:
                query.pop(key, None)
            else:
                query[key] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def _heading(self, column: Column) -> Heading:
        if column.sort is None:
            return Heading(column, "", "")
        up, down = column.sort.key, f"-{column.sort.key}"
        first, second = (down, up) if column.starts_down else (up, down)
        asked = second if self.order == first else first
        direction = {up: "ascending", down: "descending"}.get(self.order, "")
        return Heading(column, self.url(sort=asked), direction)


def _drawn(heading: Heading) -> str:
    """By hand like the cells below it: as a template, headings cost as much as thirty rows."""
    column, label = heading.column, text(heading.column.label)
    if heading.url:
        url, arrow = text(heading.url), ARROWS.get(heading.aria_sort)
        label = (
            f'<a class="sort-link" href="{url}" hx-get="{url}" hx-target="#rows" hx-swap="outerMorph" '
            f'hx-replace-url="true">{label}{icon(arrow) if arrow else ""}</a>'
        )
    elif column.is_hidden_label:
        label = f'<span class="sr-only">{label}</span>'
    cls = ' class="num"' if column.is_number else ""
    order = f' aria-sort="{heading.aria_sort}"' if heading.aria_sort else ""
    said = text(column.why_not) if column.why_not and not heading.url else ""
    why = f' title="{said}" aria-description="{said}"' if said else ""
    return f'<th scope="col"{cls}{order}{why}>{label}</th>'
