"""One experiment in the facts: its arms, the people in them, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from accrue_facts.complaint import error_of
from accrue_facts.errors import FactsError
from accrue_facts.schema import CONTROL
from accrue_facts.tables import Days, Facts, Floats, Ints, Table
from accrue_stats.estimate import Check, Refusal
from accrue_stats.holdout.effect import HoldoutEffect, holdout_effect

MONEY_UNITS = ("margin", "revenue")


@dataclass(frozen=True, slots=True, eq=False)
class Experiment:
    """The people of one experiment, one entry each in `person`, `arm`, `pre`, `assigned`; `planned` by arm."""

    name: str
    table: Table
    person: list[str]
    arm: list[str]
    pre: Floats | None
    assigned: Days | None
    planned: dict[str, float]

    @property
    def treated_arms(self) -> list[str]:
        return sorted(set(self.arm) - {CONTROL})

    def members(self, arm: str) -> Ints:
        return np.flatnonzero(np.array(self.arm, dtype=object) == arm)

    def planned_share(self, arm: str) -> float | None:
        """The planned share of `arm` among it and the control."""
        treated, control = self.planned.get(arm), self.planned.get(CONTROL)
        if treated is not None and control is None and len(self.treated_arms) == 1:
            control = 1.0 - treated
        if control is not None and treated is None and len(self.treated_arms) == 1:
            treated = 1.0 - control
        if not treated or not control:
            return None
        return treated / (treated + control)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One treated arm against the control on one measure; `control` and `treated` index the experiment's people."""

    experiment: Experiment
    arm: str
    measure: str
    unit: str | None
    control: Ints
    treated: Ints
    outcome: Floats
    without_row: int
    result: HoldoutEffect | None
    checks: tuple[Check, ...]
    refusals: tuple[Refusal, ...]


def experiment_names(facts: Facts) -> list[str]:
    table = facts.get("experiments")
    return table.codes("experiment_id")[0] if table else []


def read_experiment(table: Table, name: str) -> Experiment:
    """The experiment `name`. FactsError when it is not there, or a planned share is no share."""
    names, codes = table.codes("experiment_id")
    if name not in names:
        listed = ", ".join(names[:12])
        raise FactsError(
            "facts.no_experiment",
            f"{table.file}, column experiment_id: there is no {name!r}; there are: {listed}.",
        )
    part = table.where(codes == names.index(name))
    arms = [CONTROL if str(arm).lower() == CONTROL else str(arm) for arm in part.texts("arm")]
    pre = part.numbers("pre_value") if part.has("pre_value") else None
    if pre is not None and np.isnan(pre).all():
        pre = None
    assigned = part.times("assigned_at") if part.has("assigned_at") else None
    if assigned is not None and np.isnat(assigned).all():
        assigned = None
    return Experiment(
        name, part, [str(p) for p in part.texts("person_id")], arms, pre, assigned, _planned(part, arms)
    )


def outcome_rows(outcomes: Table, experiment: str, measure: str | None = None) -> Table:
    names, codes = outcomes.codes("experiment_id")
    chosen = codes == (names.index(experiment) if experiment in names else -2)
    if measure is not None:
        measures, of = outcomes.codes("measure")
        chosen &= of == (measures.index(measure) if measure in measures else -2)
    return outcomes.where(chosen)


def compare(
    experiment: Experiment,
    arm: str,
    measure: str,
    unit: str | None,
    outcome: dict[str, float],
    *,
    level: float,
) -> Comparison:
    """The effect of `arm` on `measure`, `outcome` by person; people without one count as 0, and are told of."""
    control, treated = experiment.members(CONTROL), experiment.members(arm)
    values = np.array([outcome.get(person, np.nan) for person in experiment.person])
    chosen = np.concatenate([control, treated])
    missing = int(np.isnan(values[chosen]).sum())
    values = np.nan_to_num(values, nan=0.0)
    base = Comparison(experiment, arm, measure, unit, control, treated, values, missing, None, (), ())
    refusal = _no_arms(base)
    if refusal:
        return replace(base, refusals=(refusal,))
    pre = experiment.pre
    found = holdout_effect(
        values[control],
        values[treated],
        pre_control=None if pre is None else pre[control],
        pre_treated=None if pre is None else pre[treated],
        planned_share=experiment.planned_share(arm),
        level=level,
    )
    checks = (*found.checks, *_rows_check(missing, chosen.size, measure))
    return replace(base, result=found, checks=checks, refusals=found.refusals)


def _no_arms(found: Comparison) -> Refusal | None:
    for name, members in ((CONTROL, found.control), (found.arm, found.treated)):
        if members.size < 2:
            reason = (
                f"The arm {name} has {members.size} people; without two in each arm nothing can be compared."
            )
            return Refusal("holdout.too_few_units" if members.size else "holdout.no_arm", reason)
    return None


def _rows_check(missing: int, people: int, measure: str) -> tuple[Check, ...]:
    if not missing:
        return ()
    note = f"{missing:,} of {people:,} people have no row of {measure}; they count as 0."
    return (Check("outcomes complete", None, None, False, note),)


def _planned(table: Table, arms: list[str]) -> dict[str, float]:
    if not table.has("planned_share"):
        return {}
    shares = table.numbers("planned_share")
    wrong = np.flatnonzero((shares <= 0) | (shares > 1))
    if wrong.size:
        reason = f"{shares[wrong[0]]:g} is no share; it must be above 0 and at most 1."
        raise error_of([table.complaint(int(wrong[0]), "planned_share", reason, "facts.wrong_value")])
    planned: dict[str, float] = {}
    for row, arm in enumerate(arms):
        if np.isnan(shares[row]):
            continue
        if planned.setdefault(arm, float(shares[row])) != shares[row]:
            reason = f"{shares[row]:g}, while others of the arm {arm} have {planned[arm]:g}; an arm has one planned share."
            raise error_of([table.complaint(row, "planned_share", reason, "facts.planned_share")])
    return planned
