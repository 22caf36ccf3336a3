"""`accrue measure effect`: what one treated arm changed in one measure."""

from __future__ import annotations

from dataclasses import dataclass

from accrue_facts.answers import Answer, checks, estimate, refusals
from accrue_facts.currency import converter
from accrue_facts.errors import FactsError
from accrue_facts.experiment import Comparison, Experiment, compare, outcome_rows, read_experiment
from accrue_facts.holdout import outcome_values
from accrue_facts.schema import CONTROL
from accrue_facts.tables import Facts, Table

TABLES = ("experiments", "outcomes", "rates")
NO_RELATIVE = "The control's mean is not clearly above 0, so a change against it has no bounds."


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """The comparison and what was asked."""

    comparison: Comparison
    level: float

    @property
    def answer(self) -> Answer:
        """`accrue measure effect --json`."""
        found = self.comparison
        people = found.experiment
        result, told = found.result, not found.refusals
        shown = result if told else None
        undefined = {} if shown is None or shown.relative is not None else {"relative": NO_RELATIVE}
        return {
            "experiment": people.name,
            "measure": found.measure,
            "arm": found.arm,
            "units": {arm: int(people.members(arm).size) for arm in [CONTROL, *people.treated_arms]},
            "effect": estimate(shown.effect, with_se=True) if shown else None,
            "control_mean": result.control_mean if result else None,
            "treated_mean": result.treated_mean if result else None,
            "relative": estimate(shown.relative) if shown else None,
            "total": estimate(shown.total) if shown else None,
            "adjusted": estimate(shown.adjusted, with_se=True) if shown else None,
            "level": self.level,
            "checks": checks(found.checks),
            "undefined": undefined,
            "refused": refusals(found.refusals, f"{people.name}: {found.arm}"),
        }


def measure_effect(facts: Facts, experiment: str, measure: str, arm: str | None, *, level: float) -> Effect:
    """The effect of `arm` (may be None where one is treated) on `measure`. FactsError when one of them is not there."""
    found = read_experiment(facts.tables["experiments"], experiment)
    outcomes = facts.tables["outcomes"]
    rows = outcome_rows(outcomes, experiment)
    if not rows.rows:
        raise FactsError(
            "facts.no_outcomes", f"{outcomes.file}, column experiment_id: no outcome of {experiment!r}."
        )
    known = rows.codes("measure")[0]
    if measure not in known:
        listed = ", ".join(known[:12])
        raise FactsError(
            "facts.no_measure",
            f"{outcomes.file}, column measure: {experiment!r} has no {measure!r}; it has: {listed}.",
        )
    of = outcome_rows(rows, experiment, measure)
    values = _values(facts, found, of)
    unit = of.texts("unit")[0] if of.has("unit") else None
    return Effect(compare(found, _arm(found, arm), measure, unit, values, level=level), level)


def _arm(experiment: Experiment, arm: str | None) -> str:
    arms = experiment.treated_arms
    listed = ", ".join(arms) or "none"
    if arm is None and len(arms) == 1:
        return arms[0]
    if arm is None:
        raise (
            FactsError(
                "facts.which_arm",
                f"{experiment.name!r} has several treated arms; choose one with --arm: {listed}.",
            )
            if arms
            else FactsError(
                "facts.no_arm",
                f"{experiment.table.file}, column arm: {experiment.name!r} has nobody treated.",
            )
        )
    if arm not in arms:
        raise FactsError(
            "facts.no_arm",
            f"{experiment.table.file}, column arm: {experiment.name!r} has no treated arm {arm!r}; there are: {listed}.",
        )
    return arm


def _values(facts: Facts, experiment: Experiment, rows: Table) -> dict[str, float]:
    if rows.has("currency") and len(rows.codes("currency")[0]) > 1:
        return outcome_values(converter(facts), experiment, rows)
    people = (str(person) for person in rows.texts("person_id"))
    return dict(zip(people, (float(v) for v in rows.numbers("value")), strict=True))
