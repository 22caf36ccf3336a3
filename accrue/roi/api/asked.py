"""Numbers in addresses, as far as the database has room for them; what lies beyond is not there."""

from __future__ import annotations

from accrue.errors import Missing


def id_of(number: int) -> int:
    if number > 2**63 - 1:
        raise Missing
    return number


def number_of(number: int) -> int:
    if number > 2**31 - 1:
        raise Missing
    return number
