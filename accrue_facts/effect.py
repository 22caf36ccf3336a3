"""`accrue measure effect`: what one treated arm changed in one measure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.answers import Answer, checks, estimate, refusals
from accrue_facts.coins import coins_per_unit
from accrue_facts.currency import converter
from accrue_facts.errors import FactsError
from accrue_facts.experiment import Comparison, Experiment, compare, outcome_rows, read_experiment
from accrue_facts.funnel import STEPS, Step, funnel
from accrue_facts.holdout import outcome_values
from accrue_facts.schema import CONTROL
from accrue_facts.tables import Facts, Floats, Table
from accrue_stats.estimate import Estimate
from accrue_stats.holdout.effect import HoldoutEffect
from accrue_stats.holdout.peeking import always_valid_interval
from accrue_stats.holdout.ratio import ratio_difference
from accrue_stats.holdout.split import MeanSplit, mean_split

TABLES = ("experiments", "outcomes", "rates")
NO_RELATIVE = "The control's mean is not clearly above 0, so a change against it has no bounds."
NO_BEFORE = "The table experiments has no pre_value of these people, so there is nothing to adjust by."
ALL_ALIKE = "Everybody's pre_value is the same, or too few have one, so there is nothing to adjust by."
NO_SPLIT = "In one of the arms nobody has an outcome other than 0, so an outcome has no value to compare."
NO_PLAN = "Say with --planned-people how many both arms were planned to have; then it holds at every look."


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """The comparison, what explains it, and what was asked. Explanations are None where refused or without meaning.

    `value_difference`: value of an outcome (other than zero), treated − control; `always_valid` holds at every look.
    """

    comparison: Comparison
    level: float
    split: MeanSplit | None = None
    steps: tuple[Step, ...] = ()
    no_step: str | None = None
    value_difference: Estimate | None = None
    always_valid: Estimate | None = None

    @property
    def shown(self) -> HoldoutEffect | None:
        """The figures, unless they were refused."""
        return None if self.comparison.refusals else self.comparison.result

    @property
    def arms(self) -> tuple[Floats, Floats]:
        found = self.comparison
        return found.outcome[found.control], found.outcome[found.treated]

    @property
    def answer(self) -> Answer:
        """`accrue measure effect --json`."""
        found = self.comparison
        people = found.experiment
        return {
            "experiment": people.name,
            "measure": found.measure,
            "arm": found.arm,
            "units": units(people),
            **self.figures,
            "level": self.level,
            "checks": checks(found.checks),
            "undefined": self.undefined,
            "refused": refusals(found.refusals, f"{people.name}: {found.arm}"),
        }

    @property
    def figures(self) -> Answer:
        """Every figure of this arm by its key."""
        result, shown = self.comparison.result, self.shown
        return {
            "effect": estimate(shown.effect, with_se=True) if shown else None,
            "control_mean": result.control_mean if result else None,
            "treated_mean": result.treated_mean if result else None,
            "relative": estimate(shown.relative) if shown else None,
            "total": estimate(shown.total) if shown else None,
            "adjusted": estimate(shown.adjusted, with_se=True) if shown else None,
            "split": None
            if self.split is None
            else {"conversion": self.split.conversion, "value": self.split.value},
            "drivers": [step.answer for step in self.steps] or None,
            "value_per_conversion": self._value_per_conversion(),
            "always_valid": estimate(self.always_valid),
        }

    @property
    def undefined(self) -> dict[str, str]:
        """Why a figure is null though nothing was refused."""
        shown = self.shown
        if shown is None:
            return {}
        reasons = {
            "relative": None if shown.relative else NO_RELATIVE,
            "adjusted": None if shown.adjusted else self._no_adjustment(),
            "split": None if self.split else NO_SPLIT,
            "drivers": self.no_step if self.steps else NO_SPLIT,
            "value_per_conversion": None if self.value_difference else NO_SPLIT,
            "always_valid": None if self.always_valid else NO_PLAN,
        }
        return {figure: reason for figure, reason in reasons.items() if reason}

    def _no_adjustment(self) -> str:
        return NO_BEFORE if self.comparison.experiment.pre is None else ALL_ALIKE

    def _value_per_conversion(self) -> Answer | None:
        if self.value_difference is None:
            return None
        control, treated = (float(y.sum()) / int(np.count_nonzero(y)) for y in self.arms)
        return {"control": control, "treated": treated, "difference": estimate(self.value_difference)}


def units(experiment: Experiment) -> dict[str, int]:
    """How many people each arm has, the control first."""
    return {arm: int(experiment.members(arm).size) for arm in [CONTROL, *experiment.treated_arms]}


def measure_effect(
    facts: Facts, experiment: str, measure: str, arm: str | None, *, level: float, planned: int | None = None
) -> Effect:
    """The effect of `arm` (may be None where one is treated) on `measure`; `planned` people in both arms at the end.

    FactsError when one of them is not there.
    """
    found, unit, values = read_measure(facts, experiment, measure)
    compared = compare(found, _arm(found, arm), measure, unit, values, level=level)
    return effect_of(facts, compared, level, planned)


def effect_of(facts: Facts, comparison: Comparison, level: float, planned: int | None = None) -> Effect:
    """A comparison with what explains it; nothing is explained that was refused."""
    bare = Effect(comparison, level)
    if bare.shown is None:
        return bare
    control, treated = bare.arms
    per_unit = coins_per_unit(_currency(facts, comparison))
    steps, no_step = funnel(comparison, _steps(facts, comparison), bare.shown.total.value, per_unit)
    return Effect(
        comparison,
        level,
        mean_split(control, treated),
        steps,
        no_step,
        ratio_difference((control, control != 0), (treated, treated != 0), level=level),
        None
        if planned is None
        else always_valid_interval(control, treated, planned_units=planned, level=level),
    )


def _currency(facts: Facts, comparison: Comparison) -> str:
    rows = outcome_rows(facts.tables["outcomes"], comparison.experiment.name, comparison.measure)
    named = rows.codes("currency")[0] if rows.has("currency") else []
    return named[0] if len(named) == 1 else facts.settings.base_currency or converter(facts).base


def _steps(facts: Facts, comparison: Comparison) -> dict[str, Floats]:
    """What each person of the experiment has of each step there is; nothing said is 0."""
    found: dict[str, Floats] = {}
    for name in STEPS:
        rows = outcome_rows(facts.tables["outcomes"], comparison.experiment.name, name)
        if rows.rows and name != comparison.measure:
            of = dict(zip(rows.texts("person_id"), rows.numbers("value").tolist(), strict=True))
            found[name] = np.array([of.get(person, 0.0) for person in comparison.experiment.person])
    return found


def read_measure(
    facts: Facts, experiment: str, measure: str
) -> tuple[Experiment, str | None, dict[str, float]]:
    """The experiment, the measure's unit, and each person's outcome. FactsError when one of them is not there."""
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
    return found, unit, values


def _arm(experiment: Experiment, arm: str | None) -> str:
    arms = experiment.treated_arms
    listed = ", ".join(arms) or "none"
    if arm is None and len(arms) == 1:
        return arms[0]
    if arms and not experiment.members(CONTROL).size and len(arms) > 1:
        raise FactsError(
            "facts.no_control",
            f"{experiment.table.file}, column arm: nobody of {experiment.name!r} is in the arm {CONTROL}; name the people "
            f"held out so. There are: {listed}.",
        )
    if arm is None:
        raise (
            FactsError(
                "facts.which_arm",
                f"{experiment.name!r} has several treated arms; choose one with --arm: {listed}; or take --all-arms.",
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
