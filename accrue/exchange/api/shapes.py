"""What programs send and are sent about imports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from accrue.accounts.models import User
from accrue.accounts.rest import Body
from accrue.exchange.models import Import
from accrue.exchange.services.warning import told_to
from accrue.exchange.targets import KINDS


class Count(Schema):
    """How many rows became what."""

    created: int
    updated: int
    duplicate: int
    rejected: int
    skipped: int


class ColumnOut(Schema):
    name: str
    target: str
    filled: int
    examples: list[str]


class WarningOut(Schema):
    """What a rule that only warns says of so many rows, which came in all the same."""

    field: str
    message: str
    rows: int


class ImportOut(Schema):
    """`state`: reading, draft, running, done, failed, reverting, reverted. `counts` adds up to `done`."""

    id: int
    kind: str
    file_name: str
    state: str
    error: str
    note: str
    rows: int
    done: int
    counts: Count
    columns: list[ColumnOut]
    options: dict[str, Any]
    spellings: list[list[Any]]
    warnings: list[WarningOut]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    reverted_at: datetime | None
    version: int


class MappingIn(Body):
    """`targets`: one for each column in order, empty for none, `new:text` (or number, money, date, choice, yesno) to make a
    field of it when the import starts. `options` as the import has them; those left out stay."""

    kind: str | None = None
    targets: list[str] | None = None
    options: dict[str, Any] = {}
    version: int | None = None


class TargetOut(Schema):
    key: str
    label: str
    type: str


class CellOut(Schema):
    text: str
    fault: str
    warning: str


class PreviewRow(Schema):
    number: int
    outcome: str
    reason: str
    cells: list[CellOut]


class PreviewOut(Schema):
    """The first rows as they would come in; `counts` is of the rows looked at."""

    columns: list[str]
    rows: list[PreviewRow]
    looked_at: int
    counts: dict[str, int]


class RowOut(Schema):
    """`faults` of a row that was created or updated are what rules only warned of."""

    number: int
    state: str
    record_id: int | None
    reason: str
    faults: dict[str, str] | None
    data: list[str]


class DecisionIn(Body):
    """create, update or leave."""

    decision: str


class OutlookOut(Schema):
    """What taking an import back would do, in records."""

    remove: int
    restore: int
    keep: int


def out(actor: User, batch: Import) -> dict[str, Any]:
    counts = {name: getattr(batch, name) for name in Count.model_fields}
    columns = [
        {"name": c["name"], "target": target, "filled": c["filled"], "examples": c["examples"][:3]}
        for c, target in zip(batch.columns, batch.mapping, strict=False)
    ]
    same = ("id", "kind", "file_name", "state", "error", "note", "rows", "done", "options", "version")
    moments = ("created_at", "started_at", "finished_at", "reverted_at")
    shown = {name: getattr(batch, name) for name in (*same, *moments)}
    told = told_to(actor, batch.kind, batch.report)
    warnings = [dict(zip(WarningOut.model_fields, one, strict=True)) for one in told]
    spellings = batch.report.get("variants", [])
    return shown | {"counts": counts, "columns": columns, "spellings": spellings, "warnings": warnings}


UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV, XLSX, XLS, ODS or vCard; at most 1,000,000 rows and 512 MB.",
                        },
                        "kind": {
                            "type": "string",
                            "description": f"{', '.join(KINDS)}; empty: found out.",
                        },
                        "corrects": {
                            "type": "string",
                            "description": "Id of the import whose rejected rows this file corrects.",
                        },
                    },
                }
            }
        },
    }
}
