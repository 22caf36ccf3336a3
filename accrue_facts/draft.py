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
    """`line` as it will stand, what `compose` needs of it (None when refused), and whose margin it is."""

    line: Line
    stat: compose.Line | None
    refusals: tuple[Refused, ...] = ()
    treated: frozenset[str] = field(default=frozenset())
    control: frozenset[str] = field(default=frozenset())
    notes: tuple[str, ...] = ()


def refused(line: str, refusals: tuple[stats.Refusal, ...]) -> tuple[Refused, ...]:
    return tuple(Refused(one.code, one.reason, line) for one in refusals)


def checked(checks: tuple[stats.Check, ...]) -> tuple[Check, ...]:
    return tuple(Check(c.name, c.statistic, c.p, c.passed, c.note) for c in checks)
