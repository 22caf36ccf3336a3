"""The page of a list: rows drawn from its columns, below tabs, search and chips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from accrue.accounts.access import access_of
from accrue.filters.compiling import narrowed
from accrue.filters.editing import edits_of
from accrue.filters.lists import ListColumn, actions_for, tick_actions_for
from accrue.filters.models import Sharing
from accrue.filters.selectors import may_share
from accrue.filters.state import ListState
from accrue.filters.words import chips
from accrue.ui.addresses import address
from accrue.ui.htmx import Part, is_fragment, render_page, with_pieces
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort
from accrue.ui.said import rows, text
from accrue.ui.templatetags.ui import icon


class FilteredListing[M: Model](Listing[M]):
    """A listing whose order and filter may be a view's own."""

    state: ListState

    @property
    def plain_url(self) -> str:
        return self.state.all_url

    @property
    def said(self) -> str:
        """What narrows the list, as whoever acts on all of it is told."""
        return self.state.said().urlencode()

    @property
    def layout(self) -> str:
        return self.state.layout

    @property
    def sorts(self) -> list[Sort]:
        """Those of columns that are not shown, too: a view may be ordered by one."""
        return [column.sort for column in self.state.of.columns_for(self.state.actor).values() if column.sort]

    def url(self, **changes: Any) -> str:
        """The same view and filter; another order, or another page of this one."""
        sort = changes.pop("sort", self.order)
        query = self.state.said(sort="" if sort == self.state.of.sort and not self.state.base.sort else sort)
        for key, value in changes.items():
            if value is not None:
                query[key] = value
        return f"{self.request.path}?{query.urlencode()}"


def listing_of[M: Model](
    request: HttpRequest,
    state: ListState,
    found: QuerySet[M],
    *,
    always: Sequence[str] = (),
    by_id: bool = False,
) -> FilteredListing[M]:
    """The page of rows that the state asks for. `found` is what the reader may see, searched and in no order.

    Only what the columns show is loaded, and `always`. Say `by_id` where a search costs more than fetching by id.
    """
    joins = sorted({join for column in state.columns for join in column.joins})
    loads = sorted(
        {
            *always,
            *(name for column in state.columns for name in column.loads),
            *_sorted_by(state),
            *_of_every_row(found.model),
        }
    )
    narrow = narrowed(state.actor, state.of.kind, found, state.tree)

    def loaded(queryset: QuerySet[M]) -> QuerySet[M]:
        queryset = queryset.select_related(*joins) if joins else queryset
        return queryset.only(*loads) if loads else queryset

    listing = FilteredListing(
        request,
        loaded(narrow),
        records=loaded(found.model._default_manager.all()) if by_id else None,
        columns=[heading(column) for column in state.columns] + ([UNSEEN] if has_end(state) else []),
        default=state.order,
        noun=state.of.noun,
        is_filtered=state.is_narrowed,
    )
    listing.state, listing.q, listing.density = state, state.q, state.setting.density
    listing.ticks = [
        (action, action.url(state.of.kind))
        for action in tick_actions_for(state.actor, state.of.kind, archived=state.archived)
    ]
    return listing


def has_end(state: ListState) -> bool:
    """Whether rows end in a button: the way back of an archived one, or a look at the record beside the list."""
    return state.archived or peeks(state)


def peeks(state: ListState) -> bool:
    """Where a row's own link opens the record at the side, no other button is needed."""
    return state.of.peeks


def _of_every_row(model: type[Model]) -> set[str]:
    """What says whose a record is and which version of it stands there."""
    names = {field.name for field in model._meta.concrete_fields}
    return {"version", "owner", "team"} & names


UNSEEN = Column("Actions", is_hidden_label=True)


def heading(column: ListColumn) -> Column:
    return Column(
        column.label,
        column.sort,
        is_number=column.is_number,
        starts_down=column.starts_down,
        why_not=column.why_not,
    )


def _sorted_by(state: ListState) -> list[str]:
    """The column behind the order; it must be loaded for the cursors, also where its own column is not shown."""
    key = state.order.removeprefix("-")
    sorts = [c.sort for c in state.of.columns_for(state.actor).values() if c.sort and c.sort.key == key]
    return [sort.field for sort in sorts[:1] if sort.value is None]


def drawn(
    state: ListState, records: Sequence[Any], restore: Callable[[Any], str] | None = None
) -> SafeString:
    """The rows, one cell a column; where archived ones are listed, with a way back at the end."""
    kind = state.of.kind
    for prepare in dict.fromkeys(column.prepare for column in state.columns if column.prepare):
        prepare(state.actor, kind, records)
    may_edit = edits_of(state.actor, kind, is_archived=state.archived)
    columns = [
        (column.cell, _class(column), _class(column, opens=True) if column.field in may_edit.fields else "")
        for column in state.columns
    ]
    ticks = bool(tick_actions_for(state.actor, kind, archived=state.archived))
    end = restore if state.archived else _peek_button(kind) if peeks(state) else None

    def row(record: Any) -> str:
        is_open = may_edit.may(record)
        box = _box(record) if ticks else ""
        cells = "".join(
            f"<td{opens if is_open and opens else cls}>{cell(record)}</td>" for cell, cls, opens in columns
        )
        last = f'<td class="row-end">{end(record) if end else ""}</td>' if has_end(state) else ""
        version = f' data-version="{record.version}"' if is_open else ""
        return (
            f'<tr class="is-row" id="row-{record.pk}" data-id="{record.pk}"{version}>{box}{cells}{last}</tr>'
        )

    return rows(row(record) for record in records)


def _box(record: Any) -> str:
    return (
        f'<td class="tick"><input type="checkbox" class="checkbox checkbox-sm" name="ids" value="{record.pk}" '
        f'form="ticked" aria-label="Select {text(record)}" autocomplete="off"></td>'
    )


def _peek_button(kind: str) -> Callable[[Any], str]:
    sign = icon("eye")

    def button(record: Any) -> str:
        return (
            f'<button type="button" class="btn btn-ghost btn-square btn-icon btn-sm peek-button" data-peek '
            f'id="peek-{record.pk}" aria-label="Look at {text(record)} beside the list">{sign}</button>'
        )

    return button


def cell_of(column: ListColumn, record: Any) -> SafeString:
    """One cell that can be edited, as `drawn` draws it; with the record's version, for the row."""
    opens = _class(column, opens=True)
    return rows([f'<td{opens} data-version="{record.version}" data-focus>{column.cell(record)}</td>'])


def _class(column: ListColumn, *, opens: bool = False) -> str:
    name = "num" if column.is_number else "whitespace-nowrap" if column.is_tight else ""
    if opens:
        return f' class="{name} cell" data-cell="{column.field}" tabindex="-1"'
    return f' class="{name}"' if name else ""


def answer(
    request: HttpRequest, template: str, state: ListState, listing: Listing[Any], **more: Any
) -> HttpResponse:
    """The page, or its rows together with the bar of views and chips, whose links hold what was searched for."""
    listing.row_attrs = {"kind": state.of.kind}
    context = bar(state) | {"listing": listing, "peek_url": peek_url(request, state), **more}
    response = render_page(request, template, context, partial="rows")
    if is_fragment(request):
        with_pieces(
            response,
            request,
            Part("#view-bar", "filters/bar.html", context),
            Part("#filters", "filters/chips.html", context),
        )
    return response


def peek_url(request: HttpRequest, state: ListState) -> str:
    """What the address says stands open beside the list."""
    asked = request.GET.get("peek", "")
    is_id = asked.isascii() and asked.isdigit() and len(asked) < 18
    return address("filters:peek", state.of.kind, asked) if is_id and peeks(state) else ""


def bar(state: ListState) -> dict[str, Any]:
    """What the bar of views and the chips are drawn from."""
    held = access_of(state.actor)
    return {
        "state": state,
        "chips": chips(state),
        "said": state.said().urlencode(),
        "density": state.setting.density,
        "actions": [
            (action, address(action.url_name, state.of.kind))
            for action in actions_for(state.actor, state.of.kind)
        ],
        "archive_url": state.url(archived=not state.archived),
        "may_create": held.may(state.of.kind, "create"),
        "may_keep": may_share(state.actor, Sharing.ME),
    }


def link(url: str, label: Any) -> str:
    """The cell that leads to the record."""
    return f'<a class="row-link" data-step href="{text(url)}">{text(label)}</a>'
