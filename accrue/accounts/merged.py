"""Records that stand for others since a merge. Any kind whose model has `merged_into` takes part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from accrue.accounts.kinds import kind_called


def is_merged(record: Model) -> bool:
    """Whether another record stands for this one."""
    return getattr(record, "merged_into_id", None) is not None


def kept_ids(kind: str, ids: Iterable[int | None]) -> dict[int, int]:
    """The record that stands for each id that was merged away; ids that stand for themselves are not in it."""
    wanted = {pk for pk in ids if pk is not None}
    model = kind_called(kind).model
    if not wanted or not _merges(model):
        return {}
    gone = model._default_manager.filter(pk__in=wanted, merged_into__isnull=False)
    return dict(gone.values_list("pk", "merged_into_id"))


def kept_id(kind: str, record_id: int) -> int:
    """The id that is meant by this one now."""
    return kept_ids(kind, [record_id]).get(record_id, record_id)


def follow(values: dict[str, Any], kinds: Iterable[str]) -> None:
    """Let `person_id` and the like name the records that stand for those named."""
    for kind in kinds:
        given = values.get(f"{kind}_id")
        if given is not None:
            values[f"{kind}_id"] = kept_id(kind, given)


def former_ids(kind: str, record_id: int) -> list[int]:
    """The records that this one stands for, oldest first."""
    return sorted(formers_of(kind, [record_id]))


def formers_of(kind: str, ids: Iterable[int]) -> dict[int, int]:
    """The records that any of these stand for, each with the one that does."""
    model = kind_called(kind).model
    if not _merges(model):
        return {}
    return dict(model._default_manager.filter(merged_into__in=ids).values_list("pk", "merged_into_id"))


def _merges(model: type[Model]) -> bool:
    return any(field.name == "merged_into" for field in model._meta.get_fields())
