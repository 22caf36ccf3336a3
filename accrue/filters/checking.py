"""Whether a tree may be asked: every field declared and seen, every operator of its type, every value of its kind.

Nothing here asks the database, so what is not declared never reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accrue.accounts.models import User
from accrue.filters.fields import FilterField, fields_for
from accrue.filters.operators import operator_of, operators_of, value_of
from accrue.filters.periods import Period, period_of
from accrue.filters.tree import BadFilter, Condition, Group, Match


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition that may be asked, its value read."""

    field: FilterField
    op: str
    value: Any
    within: Period | None = None


@dataclass(frozen=True, slots=True)
class AskedGroup:
    match: Match
    parts: tuple[Asked | AskedGroup, ...]


def checked(actor: User, kind: str, tree: Group) -> AskedGroup:
    """The tree with its fields and values. Raises BadFilter, which names each fault by its path."""
    faults: dict[str, str] = {}
    found = _group(fields_for(actor, kind), tree, faults)
    if faults:
        raise BadFilter(faults)
    return found


def _group(fields: Mapping[str, FilterField], group: Group, faults: dict[str, str]) -> AskedGroup:
    parts: list[Asked | AskedGroup] = []
    for part in group.parts:
        if isinstance(part, Group):
            parts.append(_group(fields, part, faults))
            continue
        try:
            parts.append(asked(fields, part))
        except ValueError as error:
            faults[part.path] = str(error)
    return AskedGroup(group.match, tuple(parts))


def asked(fields: Mapping[str, FilterField], condition: Condition) -> Asked:
    """One condition, read. Raises ValueError with what is wrong and what to do instead."""
    field = fields.get(condition.field)
    if field is None:
        raise ValueError(f"There is no field “{condition.field[:60]}” to filter by.")
    op = operator_of(field, condition.op)
    if op is None:
        known = ", ".join(op.key for op in operators_of(field))
        raise ValueError(f"{field.label} cannot be asked with “{condition.op[:40]}”, but with: {known}.")
    try:
        value = value_of(field, op, condition.value)
    except ValueError as error:
        raise ValueError(f"{field.label}: {error}") from None
    return Asked(field, op.key, value, _within(field, condition.within))


def _within(field: FilterField, text: str) -> Period | None:
    if not text:
        return None
    period = period_of(text)
    if field.aggregate is None or not field.aggregate.day or field.aggregate.within:
        raise ValueError(f"{field.label} is not counted over a period.")
    if period is None:
        raise ValueError("Give a period such as last_90_days or this_year.")
    return period
