"""The map of personal data: of every column, and of every field of a fact, whose it is and why it is kept.

Each area says it of its own tables in its `personal.py`. What is not declared turns a test red; erasing, exporting and
the page of the map read nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import Field, Model, Q
from django.utils.module_loading import autodiscover_modules

type Reach = Callable[[Collection[int]], Q]


class Fate(StrEnum):
    """What erasing a person does to the rows that are about them."""

    BLANK = "personal columns are emptied, ids and amounts stay"
    DELETE = "rows are deleted"
    KEEP = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is known of one model.

    `whose`: "person" for customers, "user" for those who work here, "" where nothing is personal. `personal` gives
    why each personal column is kept; `plain` names all others. `by` finds the rows about people: a lookup path to the
    person's id, or a condition on a collection of ids. Besides, `sweep` lets erasing look through the personal
    columns of all rows for the person's name, address and numbers. `fill` are the words for columns that may not be
    empty, with the row's id where `{id}` stands; `shared` are columns that keep a value somebody else has, too, so that
    groups stay as they were. `kept` says of personal columns that stay why.
    """

    model: str
    plain: str
    whose: str = ""
    personal: Mapping[str, str] = field(default_factory=dict)
    by: str | Reach = ""
    fate: Fate = Fate.BLANK
    sweep: bool = False
    fill: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    label: str = ""

    @property
    def django(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def columns(self) -> list[str]:
        return [*self.personal, *self.plain.split()]

    @property
    def erased(self) -> list[str]:
        """The personal columns that erasing empties."""
        return [name for name in self.personal if name not in self.kept]

    def about(self, ids: Collection[int]) -> Q:
        """The rows about these people."""
        if callable(self.by):
            return self.by(ids)
        return Q(**{f"{self.by}__in": list(ids)}) if self.by else Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class FactFields:
    """Of one fact: why each personal field is there, and the other fields of text. Numbers and ids are never personal."""

    name: str
    personal: Mapping[str, str]
    plain: tuple[str, ...]
    whose: str


type Ids = Collection[int]
type Forget = Callable[[Ids, Collection[str]], None]
type Holds = Callable[[Ids], Mapping[int, str]]
type HandOver = Callable[[Ids], Iterator[tuple[str, Path]]]
_tables: dict[str, Table] = {}
_facts: dict[str, FactFields] = {}
_forgetting: dict[str, Forget] = {}
_holding: dict[str, Holds] = {}
_handing: dict[str, HandOver] = {}


def of_kind(kind_column: str = "kind", id_column: str = "record_id", kind: str = "person") -> Reach:
    """For tables that name a record by its kind and id."""
    return lambda ids: Q(**{kind_column: kind, f"{id_column}__in": list(ids)})


def declare(*tables: Table) -> None:
    for table in tables:
        if _tables.setdefault(table.model, table) is not table:
            raise RuntimeError(f"{table.model} stands on the map twice")


def declare_facts(*, whose: str, personal: Mapping[str, str], plain: str) -> None:
    """Of facts: `personal` gives why by "Fact.field", `plain` names the other fields of text as Fact.field,field."""
    said: dict[str, tuple[str, ...]] = {}
    for name, _, fields in (words.partition(".") for words in plain.split()):
        said[name] = (*said.get(name, ()), *fields.split(","))
    reasons: dict[str, dict[str, str]] = {}
    for path, why in personal.items():
        name, _, key = path.partition(".")
        reasons.setdefault(name, {})[key] = why
    for name in dict.fromkeys([*said, *reasons]):
        if name in _facts:
            raise RuntimeError(f"the fact {name} stands on the map twice")
        _facts[name] = FactFields(name, reasons.get(name, {}), said.get(name, ()), whose)


def forgets(name: str) -> Callable[[Forget], Forget]:
    """What an area does besides when people are erased, as with files: a function of their ids and of the words that
    tell who they were. It runs in the erasure's transaction, before tables are emptied.
    """

    def register(run: Forget) -> Forget:
        _forgetting[name] = run
        return run

    return register


def holds(name: str) -> Callable[[Holds], Holds]:
    """What keeps people from being erased by a rule: a function of ids that says why, by id of who is held."""

    def register(run: Holds) -> Holds:
        _holding[name] = run
        return run

    return register


def hands_over(name: str) -> Callable[[HandOver], HandOver]:
    """What an area gives people of themselves besides rows: a function of their ids that yields names and paths of files."""

    def register(run: HandOver) -> HandOver:
        _handing[name] = run
        return run

    return register


def handed_over(ids: Ids) -> Iterator[tuple[str, Path]]:
    """(name, path) of every file kept of these people."""
    _load()
    for run in _handing.values():
        yield from run(ids)


def forgetting() -> list[Forget]:
    _load()
    return list(_forgetting.values())


def held(ids: Ids) -> dict[int, list[str]]:
    """Why people are held back, by id; those that are not are not in it."""
    _load()
    found: dict[int, list[str]] = {}
    for run in _holding.values():
        for person_id, why in run(ids).items():
            found.setdefault(person_id, []).append(why)
    return found


@cache
def _load() -> None:
    autodiscover_modules("personal")


def tables() -> list[Table]:
    """Every declared table, by model."""
    _load()
    return [_tables[name] for name in sorted(_tables)]


def facts() -> dict[str, FactFields]:
    _load()
    return dict(sorted(_facts.items()))


def table_of(model: type[Model]) -> Table | None:
    _load()
    return _tables.get(model._meta.label)


def tracked(model: type[Model]) -> type[Model] | None:
    """The model whose history this one is, or None."""
    found: type[Model] | None = getattr(model, "pgh_tracked_model", None)
    return found._meta.concrete_model if found else None


def mapped_models() -> list[type[Model]]:
    """Every model with a table of its own."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]


def columns_of(model: type[Model]) -> list[Field]:  # type: ignore[type-arg]  # any value
    """The columns that somebody must speak for: history speaks through what it is the history of."""
    mine = [f for f in model._meta.local_concrete_fields if not f.generated]
    return [f for f in mine if not (tracked(model) and f.name.startswith("pgh_"))]


def undeclared() -> list[str]:
    """What the map misses, or names without there being such a thing; empty when all is well."""
    return [*_undeclared_columns(), *_undeclared_facts()]


def _undeclared_columns() -> list[str]:
    found: list[str] = []
    here = {model._meta.label for model in mapped_models()}
    for model in mapped_models():
        there = {f.name for f in columns_of(model)}
        table = table_of(tracked(model) or model)
        declared = set(table.columns) if table else set()
        found += [f"{model._meta.label}.{name} is not declared" for name in sorted(there - declared)]
        if tracked(model) is None:
            found += [f"{model._meta.label}.{name} is no column" for name in sorted(declared - there)]
    return found + [f"{table.model} is no table" for table in tables() if table.model not in here]


def _undeclared_facts() -> list[str]:
    from dataclasses import fields

    from accrue.events.facts import fact_types

    found: list[str] = []
    for name, kind in fact_types().items():
        said = facts().get(name)
        there = {f.name for f in fields(kind) if "str" in str(f.type) or "dict" in str(f.type)}
        declared = {*said.personal, *said.plain} if said else set()
        found += [f"the fact {name}.{key} is not declared" for key in sorted(there - declared)]
        found += [f"the fact {name}.{key} is no field of text" for key in sorted(declared - there)]
    return found + [f"{name} is no fact" for name in facts() if name not in fact_types()]
