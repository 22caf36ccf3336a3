"""The tables of the whole export: each as JSON Lines, streamed out of the database by COPY."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, Model
from psycopg import sql

from accrue.accounts.kinds import kinds
from accrue.events import data_map, whole

type Column = Field[Any, Any]


@dataclass(frozen=True)
class Table:
    """A model to be written; `about` is the name of its kind of record, "history of …", or nothing."""

    model: type[Model]
    columns: list[Column]
    about: str

    @property
    def file(self) -> str:
        return f"data/{self.model._meta.label}.jsonl"

    def told(self) -> dict[str, Any]:
        """Its description for the manifest: columns with type, what they refer to and why a personal one is kept."""
        map_of = data_map.table_of(data_map.tracked(self.model) or self.model)
        personal = map_of.personal if map_of else {}
        return {
            "file": self.file,
            "table": self.model._meta.label,
            "about": self.about,
            "columns": [_column(field, personal) for field in self.columns],
        }


def tables() -> list[Table]:
    """Every table of the company's, by name."""
    left = whole.left_out()
    called = {kind.model._meta.label: kind.plural for kind in kinds()}
    found = []
    for model in sorted(data_map.mapped_models(), key=lambda one: one._meta.label):
        label = model._meta.label
        if label in left:
            continue
        tracked = data_map.tracked(model)
        about = f"History of {tracked._meta.label}" if tracked else called.get(label, "")
        columns = [
            field
            for field in model._meta.local_concrete_fields
            if not field.generated and f"{label}.{field.name}" not in left
        ]
        found.append(Table(model, columns, about))
    return found


def lines(table: Table) -> Iterator[bytes]:
    """Blocks of JSON Lines in the order of the ids, as the running transaction sees the table."""
    meta = table.model._meta
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in table.columns)
    # No JSON holds these two characters bare, so nothing is ever quoted or doubled.
    statement = sql.SQL(
        "COPY (SELECT row_to_json(t) FROM (SELECT {} FROM {} ORDER BY {}) t) TO STDOUT"
        " (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
    ).format(columns, sql.Identifier(meta.db_table), sql.Identifier(str(meta.pk.column)))
    with connection.cursor() as cursor:
        copied: Any = cursor.copy(statement)
        with copied as stream:
            for block in stream:
                yield bytes(block)


def _column(field: Column, personal: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"name": str(field.column), "type": field.db_type(connection) or ""}
    if isinstance(field, ForeignKey):
        told["refers_to"] = field.related_model._meta.label
    if field.choices:
        told["values"] = {str(value): str(label) for value, label in field.flatchoices}
    if field.name in personal:
        told["personal"] = personal[field.name]
    return told
