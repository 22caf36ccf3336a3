"""The cost ledger as a file, for programs."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Schema
from pydantic import Field

from accrue.accounts import access
from accrue.accounts.rest import Body, actor_of
from accrue.errors import Invalid
from accrue.roi.ledger_csv import looked_at
from accrue.roi.selectors.programme import require_programme
from accrue.roi.services.costs import enter_file
from accrue.roi.views.cost_files import ledger_file

router = Router(tags=["Return"])


class CostFileIn(Body):
    """`csv` is the text of the file: a first row of names, then a cost each, 1,000 at most."""

    csv: Annotated[str, Field(min_length=1, max_length=2_000_000, pattern=r"^[^\x00]*$")]


class EnteredOut(Schema):
    """The ids of the costs entered, in the file's order."""

    ids: list[int]


@router.get("/roi/costs/file", summary="The cost ledger as CSV")
def get_cost_file(request: HttpRequest) -> StreamingHttpResponse:
    """Every cost you may export, oldest first; fields you may not see are empty. It comes in again by POST."""
    return ledger_file(actor_of(request))


@router.post("/roi/costs/file", response={201: EnteredOut}, summary="Enter the costs of a CSV file")
def enter_cost_file(request: HttpRequest, body: CostFileIn) -> tuple[int, dict[str, list[int]]]:
    """All rows are entered, or none: 422 names each row that cannot be, as `row 3`."""
    actor = actor_of(request)
    access.require(actor, "create", "cost")
    require_programme()
    rows = looked_at(body.csv)
    wrong = {f"row {row.number}": " ".join(row.errors) for row in rows if row.errors}
    if wrong:
        raise Invalid("roi.costs_invalid", "No cost was entered: some rows cannot be.", fields=wrong)
    made = enter_file(actor=actor, entries=[row.entry for row in rows if row.entry])
    return 201, {"ids": [cost.pk for cost in made]}
