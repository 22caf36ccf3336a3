"""Why an effect is what it is, step by step: leads × conversion × retention × orders × value, by Shapley."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.answers import Answer
from accrue_facts.coins import shared_out, to_coins
from accrue_facts.experiment import MONEY_UNITS, Comparison
from accrue_facts.tables import Floats
from accrue_stats.holdout.split import shapley_split

STEPS = ("leads", "retained", "orders")
"""Measures of outcomes that are steps: leads a person brought, whether they stayed, orders they placed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One factor of the mean per person: `control` and `treated` are what it is in the arms, `value` its part of the
    total effect."""

    name: str
    value: float
    control: float
    treated: float

    @property
    def answer(self) -> Answer:
        return {"name": self.name, "value": self.value, "control": self.control, "treated": self.treated}


def funnel(
    found: Comparison, steps: dict[str, Floats], total: float, per_unit: int
) -> tuple[tuple[Step, ...], str | None]:
    """The factors of the outcome that `steps` (one entry a person, by the names of STEPS) and the outcome itself allow,
    and why a step that is there is not among them.

    Each factor is a count over the one before it, from people assigned to money, so their product is the mean. Their
    parts sum to `total`, of money to the coin.
    """
    arms = found.control, found.treated
    used = {name: one for name, one in steps.items() if all(_counts(one[arm]) for arm in arms)}
    left_out = sorted(set(steps) - set(used))
    why = (
        f"{' and '.join(left_out)} of some people are below 0, or of nobody in an arm are above it, so they are no step."
        if left_out
        else None
    )
    control, treated = (_factors(found.outcome[arm], {k: v[arm] for k, v in used.items()}) for arm in arms)
    if not control or not treated:
        return (), why
    parts = shapley_split(list(control.values()), list(treated.values())) * found.treated.size
    values = parts.tolist()
    if found.unit in MONEY_UNITS:
        values = [coin / per_unit for coin in shared_out(parts, to_coins(total, per_unit), per_unit)]
    return tuple(
        Step(name, value, control[name], treated[name]) for name, value in zip(control, values, strict=True)
    ), why


def _counts(values: Floats) -> bool:
    return bool((values >= 0).all() and values.sum() > 0)


def _factors(outcome: Floats, steps: dict[str, Floats]) -> dict[str, float]:
    """Each count over the one before; empty where nobody has an outcome."""
    converted = float(np.count_nonzero(outcome))
    if not converted:
        return {}
    chain = [
        ("leads", _sum(steps, "leads")),
        ("conversion", converted),
        ("retention", _sum(steps, "retained")),
        ("orders", _sum(steps, "orders")),
        ("value", float(outcome.sum())),
    ]
    found, last = {}, float(outcome.size)
    for name, count in chain:
        if count is not None:
            found[name] = count / last
            last = count
    return found


def _sum(steps: dict[str, Floats], name: str) -> float | None:
    return float(steps[name].sum()) if name in steps else None
