"""Declared lines: what somebody says it is worth, less a haircut (grade E)."""

from __future__ import annotations

from accrue_facts.coins import coins_per_unit, to_coins
from accrue_facts.draft import Draft, Frame
from accrue_facts.values import Line, Records
from accrue_stats.compose import statement as compose

METHOD = "Nobody measured this; it is what was declared for the period, less the haircut named."


def declared_drafts(frame: Frame) -> list[Draft]:
    """A line for each [[declared]] of programme.toml: its amount less the haircut, without an interval."""
    per_unit = coins_per_unit(frame.money.base)
    drafts = []
    for number, one in enumerate(frame.facts.settings.declared, 1):
        said = to_coins(one.amount, per_unit)
        coins = to_coins(one.amount * (1 - one.haircut), per_unit)
        value = coins / per_unit
        by_month = frame.span.spread() * value
        line = Line(
            key=f"declared/{number}", name=one.name, grade="E", design="declared", measure="declared", status="counted",
            reason=None, value=value, low=None, high=None, method=METHOD, haircut=one.haircut,
            records=(
                Records("Declared", said / per_unit, None, None, 1),
                Records(f"Haircut of {one.haircut:.0%}", (coins - said) / per_unit, None, None, 0),
            ),
            by_month=tuple(float(m) for m in by_month),
        )  # fmt: skip
        drafts.append(
            Draft(line, compose.Line(one.name, value, "declared", monthly=by_month), group=one.group)
        )
    return drafts
