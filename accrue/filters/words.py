"""A filter in words: the chips above a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format

from accrue.accounts import access
from accrue.accounts.kinds import kind_called
from accrue.accounts.merged import kept_ids
from accrue.accounts.models import User
from accrue.filters.checking import Asked, asked
from accrue.filters.fields import FilterField, Type
from accrue.filters.operators import operator_of
from accrue.filters.periods import Period
from accrue.filters.state import ListState
from accrue.filters.tree import Condition, Group
from accrue.money import Money
from accrue.money.format import format_money

SPECIAL = {"me": "me", "my_team": "my team", "mine": "my teams"}
JOINED = {"all": " and ", "any": " or ", "none": " or "}
BEFORE = {"all": "All of", "any": "Any of", "none": "None of"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the filter. A group has only `value`, its conditions in words. `path` says where it stands."""

    field: str
    op: str
    value: str
    path: str
    remove_url: str

    @property
    def said(self) -> str:
        return " ".join(word for word in (self.field, self.op, self.value) if word)


@dataclass
class Names:
    """What ids are called, for one reader; asked for a kind at a time, and only when a filter names some."""

    actor: User
    found: dict[str, dict[Any, str]] = field(default_factory=lambda: defaultdict(dict))

    def gather(self, conditions: Iterable[Asked]) -> None:
        wanted: dict[str, set[int]] = defaultdict(set)
        for one in conditions:
            where = _named_in(one.field)
            if where.startswith("choice:"):
                self.found[where] = dict(_ends(one.field).choices_for(self.actor))
            elif where and isinstance(one.value, tuple):
                wanted[where] |= {value for value in one.value if isinstance(value, int)}
        for kind, ids in wanted.items():
            model, kept = kind_called(kind).model, kept_ids(kind, ids)
            stand = {pk: kept.get(pk, pk) for pk in ids}
            rows = access.visible(self.actor, model._default_manager.filter(pk__in=set(stand.values())))
            names = {row.pk: str(row) for row in rows}
            self.found[kind] = {pk: names[meant] for pk, meant in stand.items() if meant in names}

    def of(self, of: FilterField, value: Any) -> str:
        if value in SPECIAL and isinstance(value, str) and of.type in (Type.USER, Type.RECORD):
            return SPECIAL[value]
        missing = (
            "somebody" if of.type is Type.USER else f"#{value}" if isinstance(value, int) else str(value)
        )
        return self.found[_named_in(of)].get(value, missing)


def _ends(of: FilterField) -> FilterField:
    return of.inner or of


def _named_in(of: FilterField) -> str:
    """Where the names of its values are kept: a kind, or the choices of that very field; empty where values are plain."""
    end = _ends(of)
    if end.type is Type.USER:
        return "user"
    if end.type is Type.RECORD:
        return end.to
    return f"choice:{end.kind}.{end.key}" if end.type in (Type.CHOICE, Type.TAG) else ""


def chips(state: ListState) -> list[Chip]:
    """Every part of the list's filter, with the address of the list without it."""
    tree, names = state.tree, Names(state.actor)
    names.gather(asked(state.fields, condition) for condition in tree.conditions())
    found = []
    for n, part in enumerate(tree.parts):
        rest = Group(tree.match, (*tree.parts[:n], *tree.parts[n + 1 :]))
        url = state.url(tree=rest if rest.parts else Group())
        path = f"{tree.match}.{n}"
        if isinstance(part, Group):
            found.append(Chip("", "", group_said(state.fields, part, names), path, url))
        else:
            one = asked(state.fields, part)
            found.append(Chip(one.field.label, op_said(one), value_said(one, names), path, url))
    return found


def said(actor: User, fields: Mapping[str, FilterField], tree: Group) -> str:
    """The whole filter as a sentence."""
    names = Names(actor)
    names.gather(asked(fields, condition) for condition in tree.conditions())
    return group_said(fields, tree, names) if tree.parts else ""


def group_said(fields: Mapping[str, FilterField], group: Group, names: Names) -> str:
    words = JOINED[group.match].join(_part_said(fields, part, names) for part in group.parts)
    return f"{BEFORE[group.match]}: {words}" if group.match == "none" or len(group.parts) > 1 else words


def _part_said(fields: Mapping[str, FilterField], part: Condition | Group, names: Names) -> str:
    if isinstance(part, Group):
        return f"({group_said(fields, part, names)})"
    one = asked(fields, part)
    return " ".join(word for word in (one.field.label, op_said(one), value_said(one, names)) if word)


def op_said(one: Asked) -> str:
    op = operator_of(one.field, one.op)
    label = op.label if op else one.op
    if one.field.type is Type.YESNO and one.op == "is":
        return "is"
    if one.field.type is Type.DATE and isinstance(one.value, Period):
        return {"on": "", "not_on": "not", "before": "before", "after": "after"}[one.op]
    return label


def value_said(one: Asked, names: Names) -> str:
    """The value as people say it, and the period it is counted in."""
    match one.value:
        case None:
            said = ""
        case tuple() if one.op == "between":
            said = " and ".join(_one(value) for value in one.value)
        case tuple():
            of = one.field
            words = [names.of(of, value) if _named_in(of) else _one(value) for value in one.value]
            said = ", ".join(words[:4]) + (f" and {len(words) - 4} more" if len(words) > 4 else "")
        case _:
            said = _one(one.value)
    return " ".join(word for word in (said, one.within.label if one.within else "") if word)


def _one(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Money():
            return format_money(value)
        case Period():
            return value.label
        case date():
            return date_format(value, "j M Y")
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)
