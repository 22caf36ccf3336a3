"""Where the facts tables come from: one query each. Areas above add their own (costs, the programme)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

type ColumnKind = Literal["id", "text", "time", "number", "count"]
type Sums = list[str]
"""One row of a block's sums, every cell as text; empty where there is none."""


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
class Blocks:
    """How a large table is kept in blocks of ids, so that only those are read again in which something changed.

    `query` gives the rows of the ids that `{block:o.id}` in it stands for, in any order; `rest` those of no block, read
    every time. A change of a row in one of `touched` (`touching.WATCHED`) is one of the block it names; of one in `signed`,
    which are small, of all blocks. Where there is `fold`, blocks hold sums, which it puts together into the table's rows.
    """

    query: str
    touched: tuple[str, ...]
    signed: tuple[str, ...] = ()
    rest: str = ""
    fold: Callable[[Iterable[Sums], Perimeter], list[Sums]] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A facts table. `query` gives the columns in this order, sorted by its key, so that files are reproducible.

    Money is in major units: `{money:column:currency column}` in the query stands for a column of minor units. `{utc:column}`
    stands for a moment in UTC without zone. A table without `blocks` is small, and read anew every time, unless nothing in
    the tables `reads` names changed.
    """

    table: str
    columns: Mapping[str, ColumnKind]
    query: str
    blocks: Blocks | None = None
    reads: tuple[str, ...] = ()


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
