from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet

from accrue.accounts import access
from accrue.accounts.merged import formers_of, kept_ids
from accrue.accounts.models import User
from accrue.errors import Missing
from accrue.experiments.models import CONTROL, Assignment, Experiment, Look


@dataclass(frozen=True, slots=True)
class ArmCount:
    """How many people an arm has, and how many its planned share of all of them would be."""

    name: str
    planned_share: Decimal
    people: int
    expected: float

    @property
    def is_control(self) -> bool:
        return self.name == CONTROL


@dataclass(frozen=True, slots=True)
class RatioCheck:
    """Do the arms have the sizes that were planned? Below p = .001 something other than chance assigned people."""

    statistic: float
    p: float

    @property
    def passed(self) -> bool:
        return self.p >= 0.001


def experiments(user: User) -> QuerySet[Experiment]:
    return (
        access.visible(user, Experiment.objects.all())
        .select_related("owner")
        .annotate(people=Count("assignments"))
    )


def experiment_called(user: User, key: str) -> Experiment:
    found = access.visible(user, Experiment.objects.filter(key=key)).select_related("owner", "team").first()
    if found is None:
        raise Missing
    return found


def arm_counts(experiment: Experiment) -> list[ArmCount]:
    counted = dict(experiment.assignments.values_list("arm").annotate(n=Count("id")))
    everyone = sum(counted.values())
    return [
        ArmCount(arm.name, arm.planned_share, counted.get(arm.name, 0), float(arm.planned_share) * everyone)
        for arm in experiment.arms.all()
    ]


def looks_at(user: User, experiment: Experiment, most: int = 50) -> list[Look] | None:
    """Who saw what of it before its end, the latest first; None for whoever may not see statements, whose figures they are."""
    if not access.access_of(user).may("statement", "see"):
        return None
    return list(experiment.looks.select_related("by").order_by("-at", "-pk")[:most])


def ratio_check(arms: list[ArmCount]) -> RatioCheck | None:
    """Pearson's chi-square of the arms' sizes against the plan; None before there is anybody."""
    if not any(arm.people for arm in arms):
        return None
    statistic = sum((arm.people - arm.expected) ** 2 / arm.expected for arm in arms)
    return RatioCheck(statistic, chi_square_tail(statistic, len(arms) - 1))


def chi_square_tail(statistic: float, freedom: int) -> float:
    """P(X > statistic) of the chi-square distribution, by its closed forms for whole degrees of freedom."""
    half = statistic / 2
    if freedom % 2:
        tail = math.erfc(math.sqrt(half))
        term = math.sqrt(half / math.pi) * 2 * math.exp(-half)
        for k in range(1, freedom // 2 + 1):
            tail += term
            term *= half / (k + 0.5)
        return min(1.0, tail)
    total, term = 0.0, math.exp(-half)
    for k in range(freedom // 2):
        total += term
        term *= half / (k + 1)
    return min(1.0, total)


def drawn(experiment: Experiment, person_ids: Iterable[int]) -> dict[int, Assignment]:
    """The assignment that holds for each of these people who has one; two questions more where some were merged.

    It is their own. Where they have none, it is the earliest of those who were merged into them.
    """
    asked = list(person_ids)
    kept = kept_ids("person", asked)
    standing = {kept.get(pk, pk) for pk in asked}
    former = formers_of("person", standing)
    held: dict[int, Assignment] = {}
    rows = Assignment.objects.filter(experiment=experiment, person_id__in=[*standing, *former])
    for row in rows.order_by("assigned_at", "pk"):
        if row.person_id in standing:
            held[row.person_id] = row
        else:
            held.setdefault(former[row.person_id], row)
    found = {pk: held.get(kept.get(pk, pk)) for pk in asked}
    return {pk: row for pk, row in found.items() if row is not None}
