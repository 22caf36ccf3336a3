"""What a higher area may object to. It registers a check here; the check raises a Conflict that says why."""

from __future__ import annotations

from collections.abc import Callable

type Check = Callable[[int], None]

_before_reopening: list[Check] = []


def check_before_reopening(check: Check) -> Check:
    """Ask `check(deal_id)` inside the transaction that would reopen a deal, with the deal locked."""
    if check not in _before_reopening:
        _before_reopening.append(check)
    return check


def may_reopen(deal_id: int) -> None:
    for check in _before_reopening:
        check(deal_id)
