"""Who may call what of changes of many records, and the ones this is tried on."""

from __future__ import annotations

from accrue.bulk.models import BulkAction, BulkRow
from tests.access.policy import Policy, Values, may
from tests.access.sample import Sample, canary, makes


@makes("bulk")
def bulk(sample: Sample) -> BulkAction:
    made = BulkAction.objects.create(
        kind="person",
        what="edit",
        values={"source": canary("bulk", "values")},
        said=canary("bulk", "said"),
        state="done",
        owner=sample["rep"],
        total=2,
        changed=1,
        refused=1,
    )
    BulkRow.objects.create(
        action=made,
        record_id=sample.id("person"),
        state="changed",
        is_waiting=False,
        before={"source": ""},
        version=0,
    )
    BulkRow.objects.create(
        action=made, record_id=10**9, state="refused", is_waiting=False, reason=canary("bulk", "reason")
    )
    return made


def _one(action: str) -> Policy:
    return may(action, "bulk", on="bulk", args={"action_id": "@bulk"})


ROW: dict[str, object] = {"kind": "person", "record_id": "@person"}
CELL: dict[str, object] = {"key": "job_title", "version": 1}
WISH: Values = {"kind": "person", "do": "edit", "values": {"job_title": "Buyer"}}
ASKED: Values = {"do": "edit", "field": "job_title", "value": "Buyer"}

BULK: dict[str, dict[str, Policy]] = {
    "bulk/": {"GET": may("see", "bulk")},
    "bulk/new/<slug:kind>/": {
        "GET": may("edit", "person", args={"kind": "person"}),
        "POST": may("edit", "person", args={"kind": "person"}, data=ASKED),
    },
    "bulk/<int:action_id>/": {"GET": _one("see")},
    "bulk/<int:action_id>/undo/": {"POST": _one("edit")},
    "lists/<slug:kind>/<int:record_id>/peek/": {"GET": may("see", "person", on="person", args=ROW)},
    "lists/<slug:kind>/<int:record_id>/cells/<slug:key>/<int:version>/": {
        "GET": may("edit", "person", on="person", args=ROW | CELL),
        "POST": may("edit", "person", on="person", args=ROW | CELL, data={"value": "Buyer"}),
    },
    "api/v1/bulk": {"GET": may("see", "bulk"), "POST": may("edit", "person", data=WISH)},
    "api/v1/bulk/<int:action_id>": {"GET": _one("see")},
    "api/v1/bulk/<int:action_id>/rows": {"GET": _one("see")},
    "api/v1/bulk/<int:action_id>/undo": {"POST": _one("edit")},
}
