"""Money in whole coins, so that parts add up to their sum exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

_NONE = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THREE = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def coins_per_unit(currency: str) -> int:
    """How many of its smallest coins make one unit of `currency` (ISO 4217): 100 for EUR, 1 for JPY."""
    return 1 if currency in _NONE else 1000 if currency in _THREE else 100


def to_coins(amount: float | Fraction, per_unit: int) -> int:
    """`amount` in whole coins, halves to even."""
    return round(Fraction(amount) * per_unit)


def shared_out(amounts: NDArray[np.float64], total: int, per_unit: int) -> tuple[int, ...]:
    """`amounts` (units) as whole coins that sum to `total` exactly, each within a coin or so of its amount.

    The coins left over go to the largest remainders; among equal ones to the first.
    """
    if not amounts.size:
        return ()
    exact = amounts * per_unit
    floor = np.floor(exact)
    whole = [int(coin) for coin in floor]  # exact beyond the digits of a float
    each, some = divmod(total - sum(whole), amounts.size)
    first = set(np.argsort(-(exact - floor), kind="stable")[:some].tolist())
    return tuple(coin + each + (i in first) for i, coin in enumerate(whole))


def in_coins(amount: float, per_unit: int) -> float:
    """`amount` in units, rounded to a whole coin."""
    return to_coins(amount, per_unit) / per_unit
