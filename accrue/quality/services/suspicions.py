"""Pairs that an import thought the same, into the queue."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q

from accrue.contacts.selectors import reasons_between
from accrue.quality.models import Pair
from accrue.standards.suspecting import Suspicion


def keep_suspicions(kind: str, found: Sequence[Suspicion]) -> None:
    """Keep each pair once; what was decided of one stays decided."""
    pairs = {
        (min(one.record_id, one.other_id), max(one.record_id, one.other_id)): one.certainty
        for one in found
        if one.record_id != one.other_id
    }
    told = reasons_between(kind, list(pairs)) if pairs else []
    rows = [
        Pair(kind=kind, left_id=left, right_id=right, certainty=certainty, reasons=reasons)
        for ((left, right), certainty), reasons in zip(pairs.items(), told, strict=True)
    ]
    Pair.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)


def drop_pairs(kind: str, ids: Collection[int]) -> None:
    """Pairs of records that were removed for good, whatever was decided of them."""
    Pair.objects.filter(Q(left_id__in=ids) | Q(right_id__in=ids), kind=kind).delete()
