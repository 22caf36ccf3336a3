"""What follows from a change of many records."""

from __future__ import annotations

from accrue.activities.models import News
from accrue.activities.services import tell_of_many
from accrue.bulk.models import BulkAction, BulkRow, RowState
from accrue.events.catalogue import ManyRecordsChanged, ManyRecordsPutBack
from accrue.events.models import Event
from accrue.events.reacting import reacts_to


@reacts_to(ManyRecordsChanged)
def tell_of_new_owners(event: Event) -> None:
    _tell(event, RowState.CHANGED)


@reacts_to(ManyRecordsPutBack)
def tell_of_former_owners(event: Event) -> None:
    """Whoever has them again, and whoever had been given them."""
    _tell(event, RowState.RESTORED)


def _tell(event: Event, state: RowState) -> None:
    made = BulkAction.objects.get(pk=event.data["bulk_id"])
    if "owner_id" not in made.values or made.total == 1:  # of one its followers were told by its own fact
        return
    rows = BulkRow.objects.filter(action=made, state=state, before__has_key="owner_id")
    tell_of_many(
        event=event,
        news=News.OWNER,
        kind=made.kind,
        ids=rows.values("record_id"),
        taken_from=made.values["owner_id"] if state == RowState.RESTORED else None,
    )
