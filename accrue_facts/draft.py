"""A line on its way into the statement."""

from __future__ import annotations

from dataclasses import dataclass, field

from accrue_facts.currency import Converter
from accrue_facts.span import Span
from accrue_facts.tables import Facts
from accrue_facts.values import Check, Line, Refused
from accrue_stats import estimate as stats
from accrue_stats.compose import statement as compose


@dataclass(frozen=True, slots=True)
class Frame:
    """What every line is drawn in: the facts, the period, the money, the level."""

    facts: Facts
    span: Span
    money: Converter
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """`line` as it will stand, what `compose` needs of it (None when refused), and whose margin it is.

    `treated` and `control` are people, `orders` records and `cells` (unit, period) whose margin is in the line;
    `names_people` is False where the facts do not tell whose it is. `rate_share`: the part of the value that goes with
    margin_rate, None where that is not known. `group`: of a declared line. `pool`: whose money is saved or earned; lines of different pools
    are never of the same money.
    """

    line: Line
    stat: compose.Line | None
    refusals: tuple[Refused, ...] = ()
    treated: frozenset[str] = field(default=frozenset())
    control: frozenset[str] = field(default=frozenset())
    orders: frozenset[str] = field(default=frozenset())
    cells: frozenset[tuple[str, str]] = field(default=frozenset())
    names_people: bool = True
    rate_share: float | None = 0.0
    group: str = ""
    pool: str = "margin"
    notes: tuple[str, ...] = ()


def refused(line: str, refusals: tuple[stats.Refusal, ...]) -> tuple[Refused, ...]:
    return tuple(Refused(one.code, one.reason, line) for one in refusals)


def checked(checks: tuple[stats.Check, ...]) -> tuple[Check, ...]:
    return tuple(Check(c.name, c.statistic, c.p, c.passed, c.note) for c in checks)
