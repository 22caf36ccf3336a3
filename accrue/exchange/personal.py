"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from accrue.billing.models import Order
from accrue.events.data_map import Fate, Table, declare, declare_facts, forgets, of_kind


def rows_about(ids: Collection[int]) -> Q:
    """Rows that made or changed these people, or brought them along with something else."""
    found = Q(batch__kind="person", record_id__in=list(ids))
    found |= Q(batch__kind="order", record_id__in=Order.objects.filter(person__in=list(ids)).values("pk"))
    for person_id in ids:
        found |= Q(made__contains=[["person", person_id]])
    return found


@forgets("files of imports")
def forget_files(ids: Collection[int], words: Collection[str]) -> None:
    """The file somebody came in with, and the examples kept of its columns, once the import is over."""
    from accrue.exchange.models import Import, ImportRow
    from accrue.exchange.services import files

    batches = ImportRow.objects.filter(rows_about(ids)).values("batch_id")
    for batch in Import.objects.filter(pk__in=batches):
        if not batch.is_under_way:
            files.forget(batch.pk)
        batch.columns = [column | {"examples": [], "values": None} for column in batch.columns]
        batch.save(update_fields=["columns"])


declare(
    Table(
        model="exchange.Import",
        whose="person",
        sweep=True,
        personal={"columns": "headings with examples of their cells, to say what goes where"},
        plain=(
            "id kind file_name size form note wish sheets mapping options report state "
            "error rows position created updated duplicate rejected skipped corrects owner team "
            "created_at changed_at started_at finished_at reverted_at version"
        ),
    ),
    Table(
        model="exchange.Export",
        plain="id kind selection keys form state error rows done size owner created_at finished_at expires_at",
    ),
    Table(
        model="exchange.ImportRow",
        whose="person",
        by=rows_about,
        sweep=True,
        label="Rows of imports",
        personal={
            "data": "the cells as they came, to correct what was refused",
            "reason": "why a row was refused",
            "faults": "what was wrong in which cell",
            "before": "what an update replaced, to take it back",
            "made": "what came with it",
        },
        plain="id batch number state record_id version",
    ),
    Table(
        model="exchange.ExternalId",
        whose="person",
        by=of_kind(),
        fate=Fate.DELETE,
        label="Names in other systems",
        personal={"value": "to recognise them in a later file"},
        plain="id kind system record_id",
    ),
    Table(
        model="exchange.SavedMapping",
        plain="id name kind targets options is_shared owner created_at",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=(
        "ImportFinished.kind ImportRowDecided.decision ImportStarted.kind OrderTakenBack.number RecordsExported.form RecordsExported.kind"
    ),
)
