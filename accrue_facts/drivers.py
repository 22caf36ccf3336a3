"""Why a holdout line is what it is: conversion × order value, split by Shapley so that the parts are the line."""

from __future__ import annotations

import numpy as np

from accrue_facts.coins import shared_out
from accrue_facts.experiment import Comparison
from accrue_facts.tables import Floats
from accrue_facts.values import Driver
from accrue_stats.holdout.split import shapley_split


def holdout_drivers(found: Comparison, rate: float, coins: int, per_unit: int) -> tuple[Driver, ...]:
    """How much of `coins` came of more people buying, and how much of what each buyer brought.

    A person's mean outcome is the share of people with any, times the mean of those: the two factors. Their parts add
    up to `coins` exactly and are never added to the line. None where one arm has nobody with an outcome, for then
    there is no value of theirs.
    """
    control, treated = (_factors(found.outcome[members]) for members in (found.control, found.treated))
    if control is None or treated is None:
        return ()
    parts = shapley_split(control, treated) * found.treated.size * rate
    conversion, value = (c / per_unit for c in shared_out(parts, coins, per_unit))
    each = f"{found.measure.capitalize()} of each who bought"
    return (
        Driver("conversion", "Share of people who bought", "share", conversion, control[0], treated[0]),
        Driver("order_value", each, "money", value, control[1], treated[1]),
    )


def _factors(outcome: Floats) -> tuple[float, float] | None:
    bought = outcome[outcome != 0]
    if not bought.size:
        return None
    return bought.size / outcome.size, float(np.mean(bought))
