"""Who may call what of imports, and the records this is tried on."""

from __future__ import annotations

from accrue.exchange.models import Export, Import, ImportRow, State
from accrue.exchange.services import uploading
from accrue.exchange.services.exporting import request_export, write_export
from accrue.filters.selection import Selection
from tests.access.policy import Policy, Values, may
from tests.access.sample import Sample, canary, makes

ROW = f"{canary('import', 'name')},canary-import-email-7f3a@example.org\n"


@makes("import")
def draft(sample: Sample) -> Import:
    return uploading.receive(
        actor=sample["rep"],
        name=f"{canary('import', 'file')}.csv",
        chunks=[f"Name,Email\n{ROW}".encode()],
        kind="person",
    )


@makes("ended import")
def ended(sample: Sample) -> Import:
    batch = uploading.receive(
        actor=sample["rep"], name="ended.csv", chunks=[f"Name,Email\n{ROW}".encode()], kind="person"
    )
    Import.objects.filter(pk=batch.pk).update(state=State.DONE, started_at=batch.created_at, duplicate=1)
    ImportRow.objects.create(batch=batch, number=2, data=ROW.split(","), state="duplicate", reason="alike")
    return batch


@makes("stopped import")
def stopped(sample: Sample) -> Import:
    batch = uploading.receive(
        actor=sample["rep"], name="stopped.csv", chunks=[f"Name,Email\n{ROW}".encode()], kind="person"
    )
    Import.objects.filter(pk=batch.pk).update(state=State.FAILED, started_at=batch.created_at)
    return batch


@makes("export")
def export(sample: Sample) -> Export:
    return request_export(actor=sample["rep"], selection=Selection("person"), form="csv")


@makes("written export")
def written_export(sample: Sample) -> Export:
    made = export(sample)
    write_export(made.pk)
    made.refresh_from_db()
    return made


def _one(action: str, data: Values | None = None, on: str = "import", **args: object) -> Policy:
    return may(action, "import", on=on, args={"import_id": f"@{on}", **args}, data=data)


PLACES = {"column-0": "full_name", "column-1": "email"}

EXCHANGE: dict[str, dict[str, Policy]] = {
    "imports/": {"GET": may("see", "import")},
    "imports/new/": {
        "GET": may("create", "import"),
        "POST": may("create", "import", data={"kind": "person"}),
    },
    "imports/<int:import_id>/": {"GET": _one("see", on="ended import")},
    "imports/<int:import_id>/columns/": {"GET": _one("edit"), "POST": _one("edit", PLACES)},
    "imports/<int:import_id>/preview/": {"GET": _one("edit")},
    "imports/<int:import_id>/start/": {"POST": _one("edit")},
    "imports/<int:import_id>/discard/": {"POST": _one("edit")},
    "imports/<int:import_id>/go-on/": {"POST": _one("edit", on="stopped import")},
    "imports/<int:import_id>/rows/": {"GET": _one("see", on="ended import")},
    "imports/<int:import_id>/rows/<int:number>/decide/": {
        "POST": _one("edit", {"decision": "leave"}, on="ended import", number=2)
    },
    "imports/<int:import_id>/errors.csv": {"GET": _one("export", on="ended import")},
    "imports/<int:import_id>/revert/": {
        "GET": _one("delete", on="ended import"),
        "POST": _one("delete", on="ended import"),
    },
    "exports/": {"GET": may("see", "export")},
    "exports/new/<slug:kind>/": {
        "GET": may("export", "person", args={"kind": "person"}),
        "POST": may("export", "person", args={"kind": "person"}, data={"file": "csv", "fields": ["email"]}),
    },
    "exports/everything/": {"GET": may("export", "system"), "POST": may("export", "system")},
    "api/v1/exports/everything": {"POST": may("export", "system")},
    "exports/<int:export_id>/": {"GET": may("see", "export", on="export", args={"export_id": "@export"})},
    "exports/<int:export_id>/file/": {
        "GET": may("see", "export", on="written export", args={"export_id": "@written export"})
    },
    "api/v1/exports": {
        "GET": may("see", "export"),
        "POST": may("export", "person", data={"kind": "person", "form": "csv"}),
    },
    "api/v1/exports/<int:export_id>": {
        "GET": may("see", "export", on="export", args={"export_id": "@export"})
    },
    "api/v1/exports/<int:export_id>/file": {
        "GET": may("see", "export", on="written export", args={"export_id": "@written export"})
    },
    "api/v1/imports": {"GET": may("see", "import"), "POST": may("create", "import", data={"kind": "person"})},
    "api/v1/imports/targets/<kind>": {"GET": may("create", "import", args={"kind": "person"})},
    "api/v1/imports/<int:import_id>": {"GET": _one("see"), "DELETE": _one("edit")},
    "api/v1/imports/<int:import_id>/mapping": {"PUT": _one("edit", {"targets": ["full_name", "email"]})},
    "api/v1/imports/<int:import_id>/preview": {"GET": _one("edit")},
    "api/v1/imports/<int:import_id>/start": {"POST": _one("edit")},
    "api/v1/imports/<int:import_id>/go-on": {"POST": _one("edit", on="stopped import")},
    "api/v1/imports/<int:import_id>/rows": {"GET": _one("see", on="ended import")},
    "api/v1/imports/<int:import_id>/errors": {"GET": _one("export", on="ended import")},
    "api/v1/imports/<int:import_id>/rows/<int:number>/decide": {
        "POST": _one("edit", {"decision": "leave"}, on="ended import", number=2)
    },
    "api/v1/imports/<int:import_id>/revert": {
        "GET": _one("delete", on="ended import"),
        "POST": _one("delete", on="ended import"),
    },
}
