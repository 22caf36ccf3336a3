"""Where the facts tables come from: one query each. Areas above add their own (costs, the programme)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

type ColumnKind = Literal["id", "text", "time", "number", "count"]


@dataclass(frozen=True, slots=True)
class Perimeter:
    """What is measured: in which currency, without which teams, and as of which day recurring things are counted."""

    currency: str
    as_of: date
    outside_team_ids: tuple[int, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """Values the queries may name: %(outside)s, %(base)s, %(as_of)s."""
        return {"outside": list(self.outside_team_ids) or [0], "base": self.currency, "as_of": self.as_of}


@dataclass(frozen=True, slots=True)
class Source:
    """A facts table. `query` gives the columns in this order, sorted by its key, so that files are reproducible.

    Times are text in UTC without zone, money is in major units. `{money:column}` in the query stands for a column of
    minor units written in major ones, by the currency of the row (`{money:column:currency column}`).
    """

    table: str
    columns: Mapping[str, ColumnKind]
    query: str


@dataclass(slots=True)
class _Registry:
    sources: dict[str, Source] = field(default_factory=dict)
    perimeter: Callable[[], Perimeter] | None = None
    programme: Callable[[Perimeter], str] | None = None


_registry = _Registry()


def register(source: Source) -> Source:
    if _registry.sources.setdefault(source.table, source) != source:
        raise RuntimeError(f"facts table {source.table} has two sources")
    return source


def sources() -> list[Source]:
    return [_registry.sources[name] for name in sorted(_registry.sources)]


def set_programme(*, perimeter: Callable[[], Perimeter], programme: Callable[[Perimeter], str]) -> None:
    """Said once, by the area that owns the programme: what is measured, and the text of programme.toml."""
    _registry.perimeter, _registry.programme = perimeter, programme


def current_perimeter() -> Perimeter:
    if _registry.perimeter is None:
        raise RuntimeError("no area says what is measured")
    return _registry.perimeter()


def programme_toml(perimeter: Perimeter) -> str:
    return _registry.programme(perimeter) if _registry.programme else ""
