"""What follows from an import."""

from __future__ import annotations

from accrue.activities.carriers import CARRIERS
from accrue.activities.models import News
from accrue.activities.services import tell_of_many
from accrue.events.catalogue import ImportFinished
from accrue.events.models import Event
from accrue.events.reacting import reacts_to
from accrue.exchange.models import ImportRow, RowState

TOLD = {"owner_id": News.OWNER, "stage_id": News.STAGE}
"""What of the values that an import replaced is news, as which."""


@reacts_to(ImportFinished)
def tell_of_what_changed(event: Event) -> None:
    """Of records that were here before. What a file adds is no news to who follows records."""
    kind = str(event.data["kind"])
    if kind not in CARRIERS:
        return
    updated = ImportRow.objects.filter(batch=event.data["import_id"], state=RowState.UPDATED)
    for name, news in TOLD.items():
        rows = updated.filter(before__has_key=name, record_id__isnull=False)
        if rows.exists():
            tell_of_many(event=event, news=news, kind=kind, ids=rows.values("record_id"))
