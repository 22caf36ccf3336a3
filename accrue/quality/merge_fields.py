"""What is chosen when two records become one, and which columns go with each choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accrue.contacts.details import COMPANY, PERSON
from accrue.filters.custom.definitions import definitions

FOLLOWING_COLUMNS = {"phone": ("phone_e164",), "owner": ("team_id",)}
LINKS = {"company": "company_id", "owner": "owner_id"}
CUSTOM, RAW = "custom.", "raw."
NOT_CHOSEN = {
    "id": "who they are",
    "version": "counted on",
    "merged_into_id": "what merging sets",
    "archived_at": "the kept record is not archived",
    "created_at": "the earlier of both",
    "raw": "what was typed goes with its field",
    "custom": "each custom field is chosen by itself",
    "search_custom": "written by the database",
    "search_text": "generated",
    "search_trigrams": "generated",
    "sort_name": "generated",
}
"""Columns nobody is asked about, and why."""


@dataclass(frozen=True, slots=True)
class MergeField:
    """`columns` move together, the first holds the value. `is_kept` fields are not taken for being newer."""

    name: str
    label: str
    columns: tuple[str, ...]
    is_kept: bool = False

    @property
    def column(self) -> str:
        return self.columns[0]


def _fields(kind: str) -> tuple[MergeField, ...]:
    details = PERSON if kind == "person" else COMPANY
    links = (("company", "Company"), ("owner", "Owner")) if kind == "person" else (("owner", "Owner"),)
    named = [(detail.name, detail.label) for detail in details]
    return tuple(
        MergeField(
            name,
            label,
            (
                LINKS.get(name, name),
                *FOLLOWING_COLUMNS.get(name, ()),
                *([] if name in LINKS else [f"{RAW}{name}"]),
            ),
            name in ("given_name", "family_name", "name", "owner"),
        )
        for name, label in (*named, *links)
    )


FIELDS = {kind: _fields(kind) for kind in ("person", "company")}


def fields_of(kind: str) -> tuple[MergeField, ...]:
    """The built-in fields and those that the company made itself."""
    own = (one for one in definitions(kind).values() if not one.is_computed)
    return (*FIELDS[kind], *(MergeField(one.name, one.label, (f"{CUSTOM}{one.key}",)) for one in own))


def value_of(record: Any, column: str) -> Any:
    """What a record holds there; None where a custom field is empty, "" where no text was kept as typed."""
    if column.startswith(RAW):
        return record.raw.get(column.removeprefix(RAW), "")
    if column.startswith(CUSTOM):
        return record.custom.get(column.removeprefix(CUSTOM))
    return getattr(record, column)


def as_columns(record: Any, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes by the columns of the table: those of custom fields together, as the one they are kept in."""
    whole: dict[str, Any] = {}
    for name, value in changes.items():
        if name.startswith(CUSTOM):
            whole.setdefault("custom", dict(record.custom))[name.removeprefix(CUSTOM)] = value
        elif name.startswith(RAW):
            whole.setdefault("raw", dict(record.raw))[name.removeprefix(RAW)] = value
        else:
            whole[name] = value
    if "custom" in whole:
        whole["custom"] = {name: value for name, value in whole["custom"].items() if value is not None}
    if "raw" in whole:
        whole["raw"] = {name: text for name, text in whole["raw"].items() if text != ""}
    return whole
