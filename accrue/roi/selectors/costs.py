"""Questions to the cost ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.db.models import Q, QuerySet

from accrue.accounts.kinds import Action, Scope
from accrue.accounts.models import Grant, User
from accrue.money import Money
from accrue.roi.models import Cost


def counted_costs() -> QuerySet[Cost]:
    """What counts: neither withdrawn nor replaced by a corrected cost."""
    return Cost.objects.filter(withdrawn_at=None, replaced_by=None)


def counts_from_go_live(incurred_on: date, spread_months: int, go_live: date) -> bool:
    """Whether a one-off cost counts, at least in part: it came with the go-live or later, or its months reach there."""
    if spread_months == 1:
        return incurred_on >= go_live
    last = incurred_on.year * 12 + incurred_on.month - 1 + spread_months - 1
    return last >= go_live.year * 12 + go_live.month - 1


def approvers(kind: str) -> QuerySet[User]:
    """Active people who may edit every record of a kind, and so approve one."""
    grants = Grant.objects.filter(kind=kind, action=Action.EDIT, scope=Scope.ALL).values("role")
    mine = Q(roles__in=grants) | Q(membership__team__roles__in=grants, membership__team__is_archived=False)
    return User.objects.filter(mine, is_active=True).distinct()


def may_approve(user: User, cost: Cost) -> bool:
    """Four eyes: not the person who entered it, unless nobody else could approve."""
    return user.pk != cost.entered_by_id or not approvers("cost").exclude(pk=user.pk).exists()


class Entered(Protocol):
    """What two costs have in common when they are the same."""

    @property
    def category(self) -> str: ...
    @property
    def amount(self) -> Money: ...
    @property
    def incurred_on(self) -> date: ...
    @property
    def note(self) -> str: ...


def already_entered(entries: Sequence[Entered]) -> dict[int, int]:
    """Which of them stand in the ledger and count: place in `entries`, and the cost's number."""
    rows = counted_costs().filter(incurred_on__in={one.incurred_on for one in entries}).order_by("pk")
    held = {
        (category, minor, currency, day, note.strip()): pk
        for pk, category, minor, currency, day, note in rows.values_list(
            "pk", "category", "amount_minor", "currency", "incurred_on", "note"
        )
    }
    keys = [(e.category, e.amount.minor, e.amount.currency, e.incurred_on, e.note.strip()) for e in entries]
    return {i: held[key] for i, key in enumerate(keys) if key in held}
