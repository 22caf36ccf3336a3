"""docs/reference/measures.md, written from the catalogue by `make docs`."""

from __future__ import annotations

from itertools import groupby

from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import UNITS, Measure

HEAD = """# The measures

This page is written from `accrue_facts/measures/catalogue.py`; `make docs` writes it anew.

Each measure is defined once, and every page, goal and program that asks for it gets the same figure. It is read from the
[facts tables](facts.md), in the base currency, by days of UTC. What is divided and what divides it are added up on their
own, so that the figure of a year or of all teams is never a mean of means. A measure whose tables hold nothing yet has no
figure, and not 0.
"""
GOOD = {"up": "up is good", "down": "down is good", "neutral": "neither is good in itself"}


def page() -> str:
    """The whole page."""
    units = "\n".join(f"| {unit} | {meaning} |" for unit, meaning in UNITS.items())
    parts = [HEAD, f"## Units\n\n| unit | what a figure is |\n| --- | --- |\n{units}\n"]
    for group, measures in groupby(MEASURES.values(), key=lambda one: one.group):
        parts.append(f"## {group}\n")
        parts += [_measure(one) for one in measures]
    return "\n".join(parts)


def _measure(one: Measure) -> str:
    dimensions = ", ".join(one.dimensions) or "nothing"
    tables = ", ".join(f"`{name}`" for name in (*one.tables, *one.also))
    return (
        f"### {one.label}\n\n`{one.name}` · {one.unit} · {GOOD[one.direction]}\n\n{one.question}\n\n"
        f"- formula: {one.formula}\n- a row is: {one.grain}\n- split by: {dimensions}\n- read from: {tables}\n"
    )
