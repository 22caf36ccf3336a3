"""Custom fields as columns of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html

from accrue.accounts.models import User
from accrue.filters.custom.definitions import Definition
from accrue.filters.custom.models import FieldType
from accrue.filters.custom.reading import read, readable
from accrue.filters.custom.sorting import WHY_NOT, sort_of
from accrue.filters.lists import ListColumn

FIGURES = (FieldType.NUMBER, FieldType.MONEY)
LARGEST_FIRST = (*FIGURES, FieldType.DATE, FieldType.YESNO)


def columns(actor: User, kind: str) -> list[ListColumn]:
    """A column for every field the reader may see."""
    return [_column(actor, field) for field in readable(actor, kind).values()]


def prepare(actor: User, kind: str, records: Sequence[Any]) -> None:
    """Put what the cells show beside the records of a page; a few queries, however many there are."""
    found = read(actor, kind, records)
    for record in records:
        record.custom_read = found[record.pk]


def _column(actor: User, field: Definition) -> ListColumn:
    def cell(record: Any) -> str:
        one = record.custom_read[field.key]
        if one.url:
            return format_html('<a class="cell-link" href="{}">{}</a>', one.url, one.text)
        return conditional_escape(one.text)

    return ListColumn(
        field.name,
        field.label,
        cell,
        sort_of(actor, field),
        detail=field.name,
        loads=("custom",),
        is_number=field.type in FIGURES,
        starts_down=field.type in LARGEST_FIRST,
        is_tight=field.type != FieldType.TEXT,
        prepare=prepare,
        why_not=WHY_NOT.get(field.type, ""),
    )
