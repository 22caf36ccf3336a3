"""What is chosen when two records become one, and which columns go with each choice."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.contacts.details import COMPANY, PERSON

FOLLOWING_COLUMNS = {"phone": ("phone_e164",), "owner": ("team_id",)}
LINKS = {"company": "company_id", "owner": "owner_id"}
NOT_CHOSEN = {
    "id": "who they are",
    "version": "counted on",
    "merged_into_id": "what merging sets",
    "archived_at": "the kept record is not archived",
    "created_at": "the earlier of both",
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
            (LINKS.get(name, name), *FOLLOWING_COLUMNS.get(name, ())),
            name in ("given_name", "family_name", "name", "owner"),
        )
        for name, label in (*named, *links)
    )


FIELDS = {kind: _fields(kind) for kind in ("person", "company")}
