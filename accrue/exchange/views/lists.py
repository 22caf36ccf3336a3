from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.exchange import selectors
from accrue.exchange.models import RowState
from accrue.ui.htmx import render_page
from accrue.ui.listing import Column, Listing
from accrue.ui.paging import Sort

COLUMNS = [
    Column("File", Sort("file", "file_name")),
    Column("Into"),
    Column("State"),
    Column("Rows", is_number=True),
    Column("By"),
    Column("Begun", Sort("created", "created_at"), starts_down=True),
]
ROW_COLUMNS = [
    Column("Row", Sort("row", "number"), is_number=True),
    Column("What became of it"),
    Column("Why"),
    Column("Cells"),
]
STATES = {
    "": "All",
    "created": "Created",
    "updated": "Updated",
    "warned": "Warned of",
    "duplicate": "Duplicates",
    "rejected": "Rejected",
    "skipped": "Left out",
}


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.require(actor, "see", "import")
    found = selectors.imports(actor).select_related("owner").defer("columns", "mapping", "options", "report")
    listing = Listing(request, found, columns=COLUMNS, default="-created", noun=("import", "imports"))
    context = {"listing": listing, "may_create": access.access_of(actor).may("import", "create")}
    return render_page(request, "exchange/imports.html", context, partial="rows")


@require_GET
def rows(request: HttpRequest, import_id: int) -> HttpResponse:
    """What became of each row."""
    actor = actor_of(request)
    batch = selectors.import_called(actor, import_id)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    is_counted = state in RowState.values and batch.state != "reverted"
    listing = Listing(
        request,
        selectors.rows_of_import(batch, state),
        columns=ROW_COLUMNS,
        default="row",
        noun=("row", "rows"),
        is_filtered=bool(state),
        total=getattr(batch, state) if is_counted else None,
    )
    context = {
        "batch": batch,
        "listing": listing,
        "state": state,
        "states": STATES,
        "decides": batch.state == "done" and access.access_of(actor).may("import", "edit", batch),
    }
    return render_page(request, "exchange/rows.html", context, partial="rows")
