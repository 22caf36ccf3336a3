"""What a file may bring into custom fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accrue.accounts.kinds import Level
from accrue.accounts.models import User
from accrue.filters.custom.definitions import Definition, definitions_for
from accrue.filters.custom.models import FieldType
from accrue.filters.custom.values import kept


@dataclass(frozen=True)
class Writable:
    """A field that a column may go to. `name` (`custom_tier`) is what levels know it by, `key` what services take in `custom`.

    `parse` gives the value of a cell's text as services take it, None where it is empty; it raises ValueError with what to
    do. What services find out only together (a colleague or record that is not there, a value that must be unique) they say
    row by row. `choices` are the labels a cell may hold, `to` the kind a link leads to.
    """

    key: str
    name: str
    label: str
    type: FieldType
    is_required: bool
    choices: tuple[str, ...]
    to: str
    parse: Callable[[str], Any]


def writable_fields(actor: User, kind: str) -> list[Writable]:
    """The custom fields of a kind that this user may write, in their order; none that is worked out."""
    fields = definitions_for(actor, kind, Level.WRITE).values()
    return [writable(field) for field in fields if not field.is_computed]


def writable(field: Definition) -> Writable:
    """A field as a file sees it; it need not be kept yet."""
    return Writable(
        key=field.key,
        name=field.name,
        label=field.label,
        type=field.type,
        is_required=field.is_required,
        choices=tuple(one.label for one in field.choices if not one.retired),
        to=field.to,
        parse=lambda text: kept(field, text),
    )
