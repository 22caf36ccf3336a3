"""Custom fields of many records at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from accrue.accounts import access
from accrue.accounts.kinds import Action
from accrue.accounts.models import User
from accrue.filters.custom.writing import Given, changed_names, claim_many, merged_many
from accrue.filters.editing import Changed, Outcome
from accrue.filters.putting_away import GONE

BATCH = 500


def change_custom(
    actor: User, kind: str, rows: QuerySet[Any], changes: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, Outcome], dict[int, list[str]]]:
    """Write custom values, by record and key; what became of each record, and the names of what changed.

    The caller records the facts in the same transaction. Raises Forbidden for a field the actor may not write.
    """
    wanted = rows.filter(pk__in=changes)
    records = list(wanted.order_by("pk").select_for_update(no_key=True, of=("self",)))
    editable = set(access.visible(actor, wanted, Action.EDIT).values_list("pk", flat=True))
    given = [Given(changes[one.pk], one.custom, one.pk) for one in records]
    found: dict[int, Outcome] = dict.fromkeys(changes, GONE)
    names: dict[int, list[str]] = {}
    written = []
    for record, (values, faults) in zip(records, merged_many(actor, kind, given), strict=True):
        before = record.custom
        if record.pk not in editable:
            found[record.pk] = "You may not change this record."
        elif faults:
            found[record.pk] = " ".join(faults.values())
        elif values == before:
            found[record.pk] = Changed({}, record.version)
        else:
            record.custom, record.version = values, record.version + 1
            found[record.pk] = Changed({"custom": before}, record.version)
            names[record.pk] = changed_names(before, values)
            written.append(record)
    rows.model._default_manager.bulk_update(written, ["custom", "version"], batch_size=BATCH)
    claim_many(kind, {record.pk: record.custom for record in written})
    return found, names
