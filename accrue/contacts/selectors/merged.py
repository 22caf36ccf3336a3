from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Coalesce

from accrue.accounts.merged import is_merged, kept_id
from accrue.contacts.models import Contact
from accrue.errors import Missing


def standing[C: Contact](found: QuerySet[C], kind: str, record_id: int) -> C:
    """The record with this id among `found`, or the one that stands for it since a merge. Raises Missing."""
    record = found.filter(pk=record_id).first()
    if record is None or is_merged(record):
        kept = kept_id(kind, record_id)
        record = found.filter(pk=kept).first() if kept != record_id else None
    if record is None:
        raise Missing
    return record


def standing_ids[C: Contact](found: QuerySet[C]) -> QuerySet[C, int]:
    """The ids of those found, or of whoever stands for them, to look them up by."""
    return found.values_list(Coalesce("merged_into_id", "pk"), flat=True)


def with_formers[C: Contact](records: QuerySet[C]) -> QuerySet[C]:
    """With `former_ids` of each: the records it stands for."""
    merged = records.model._default_manager.filter(merged_into=OuterRef("pk")).order_by("pk")
    return records.annotate(former_ids=ArraySubquery(merged.values("pk")))  # type: ignore[return-value]  # the same rows
