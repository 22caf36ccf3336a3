"""What custom fields are called, for levels of access and timelines."""

from __future__ import annotations

from accrue.filters.custom.definitions import definitions


def labels(kind: str) -> dict[str, str]:
    return {field.name: field.label for field in definitions(kind).values()}
