"""What taking an import back will do, counted before anybody asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from accrue.accounts.kinds import kind_called
from accrue.exchange.models import Import, ImportRow, RowState
from accrue.exchange.services.removing import in_chunks, used_since


@dataclass(frozen=True, slots=True)
class Outlook:
    """What taking back will do: records that go, get their values back, and stay because somebody used them."""

    remove: int
    restore: int
    keep: int


def outlook(batch: Import) -> Outlook:
    """Counted now, without changing anything."""
    remove = restore = keep = 0
    for made in in_chunks(_made_ids(batch)):
        used = used_since(batch, made)
        keep += len(used)
        remove += len(made) - len(used)
    for versions in _updated_chunks(batch):
        same = _unedited(batch.kind, versions)
        restore += len(same)
        keep += len(versions) - len(same)
    return Outlook(remove, restore, keep)


def _made_ids(batch: Import) -> list[int]:
    rows = ImportRow.objects.filter(batch=batch, state=RowState.CREATED, record_id__isnull=False)
    ids = rows.order_by("record_id").values_list("record_id", flat=True).distinct()
    return [pk for pk in ids if pk is not None]


def _updated_chunks(batch: Import) -> Iterable[dict[int, int]]:
    """{record: its version as the import left it} of records that were there before, in parts."""
    made = set(_made_ids(batch))
    rows = ImportRow.objects.filter(batch=batch, state=RowState.UPDATED).exclude(before={})
    last = rows.values("record_id").annotate(last=Max("version")).values_list("record_id", "last")
    left = {pk: version for pk, version in last if pk is not None and pk not in made}
    for part in in_chunks(list(left)):
        yield {pk: left[pk] for pk in part}


def _unedited(kind: str, versions: dict[int, int]) -> set[int]:
    model: Any = kind_called(kind).model
    rows = model.objects.filter(pk__in=versions).values_list("pk", "version")
    return {pk for pk, version in rows if version == versions[pk]}
