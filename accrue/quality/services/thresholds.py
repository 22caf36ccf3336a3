"""From when on two records are shown as the same, and merged by themselves."""

from __future__ import annotations

from django.db import transaction

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.errors import Conflict, Invalid
from accrue.events.catalogue import DuplicateRulesChanged
from accrue.events.services import record
from accrue.quality.models import DuplicateRules

HIGHEST = 10_000.0


@transaction.atomic
def change_thresholds(
    *, actor: User, version: int, wrong_merge_cost: float, missed_cost: float, automatic_from: float | None
) -> DuplicateRules:
    """Set what a wrong merge and a missed duplicate cost against each other, and from when on merging is automatic.

    `automatic_from` is a certainty of 0.9 … 1, or None: never. Raises Forbidden, Invalid, Conflict.
    """
    access.require(actor, "edit", "system")
    _check(wrong_merge_cost, missed_cost, automatic_from)
    rules = DuplicateRules.objects.select_for_update().order_by("pk").first() or DuplicateRules()
    if rules.version != version:
        raise Conflict(
            "quality.rules_changed_meanwhile", "Somebody changed these rules meanwhile. Look at them again."
        )
    is_switched = automatic_from is not None and rules.automatic_from != automatic_from
    rules.wrong_merge_cost, rules.missed_cost, rules.automatic_from = (
        wrong_merge_cost,
        missed_cost,
        automatic_from,
    )
    if is_switched:
        rules.automatic_by = actor
    elif automatic_from is None:
        rules.automatic_by = None
    rules.version += 1
    rules.save()
    record(
        DuplicateRulesChanged(
            duplicate_rules_id=rules.pk,
            shown_from=round(rules.threshold, 4),
            merged_from=automatic_from or 0.0,
        ),
        actor=actor,
    )
    return rules


def _check(wrong_merge_cost: float, missed_cost: float, automatic_from: float | None) -> None:
    faults = {}
    for name, value in (("wrong_merge_cost", wrong_merge_cost), ("missed_cost", missed_cost)):
        if not 0 < value <= HIGHEST:
            faults[name] = "Write a number above 0, at most 10,000."
    if automatic_from is not None and not 0.9 <= automatic_from <= 1:
        faults["automatic_from"] = "At least 90 %, at most 100 %."
    if faults:
        raise Invalid("quality.rules_invalid", " ".join(faults.values()), fields=faults)
