"""`accrue measure effect --all-arms`: every treated arm of an experiment against its one control."""

from __future__ import annotations

from dataclasses import dataclass

from accrue_facts.answers import Answer, checks, estimate, refusals
from accrue_facts.effect import Effect, effect_of, read_measure, units
from accrue_facts.errors import FactsError
from accrue_facts.experiment import Experiment, compare
from accrue_facts.tables import Facts
from accrue_stats.holdout.arms import ArmComparison, against_control


@dataclass(frozen=True, slots=True, eq=False)
class EffectOfArms:
    """One effect and one comparison an arm, by name; a refused arm has no comparison and is not counted as a test."""

    experiment: Experiment
    measure: str
    effects: tuple[Effect, ...]
    jointly: dict[str, ArmComparison]
    level: float

    @property
    def answer(self) -> Answer:
        """`accrue measure effect --all-arms --json`."""
        told = [
            one
            for effect in self.effects
            for one in refusals(
                effect.comparison.refusals, f"{self.experiment.name}: {effect.comparison.arm}"
            )
            or ()
        ]
        return {
            "experiment": self.experiment.name,
            "measure": self.measure,
            "units": units(self.experiment),
            "arms": [self._arm(effect) for effect in self.effects],
            "level": self.level,
            "refused": told or None,
        }

    def _arm(self, effect: Effect) -> Answer:
        found = effect.comparison
        jointly = self.jointly.get(found.arm)
        return {
            "arm": found.arm,
            "p": jointly.p if jointly else None,
            "p_holm": jointly.p_holm if jointly else None,
            "simultaneous": estimate(jointly.simultaneous) if jointly else None,
            **effect.figures,
            "checks": checks(found.checks),
            "undefined": effect.undefined,
        }


def measure_arms(
    facts: Facts, experiment: str, measure: str, *, level: float, planned: int | None = None
) -> EffectOfArms:
    """Every treated arm against the control; `planned` people in an arm and the control at the end.

    FactsError when the experiment or measure is not there, or nobody is treated.
    """
    found, unit, values = read_measure(facts, experiment, measure)
    if not found.treated_arms:
        raise FactsError(
            "facts.no_arm", f"{found.table.file}, column arm: {found.name!r} has nobody treated."
        )
    effects = tuple(
        effect_of(facts, compare(found, arm, measure, unit, values, level=level), level, planned)
        for arm in found.treated_arms
    )
    shown = [effect for effect in effects if effect.shown is not None]
    tested = (
        against_control(shown[0].arms[0], [effect.arms[1] for effect in shown], level=level) if shown else ()
    )
    names = (effect.comparison.arm for effect in shown)
    return EffectOfArms(found, measure, effects, dict(zip(names, tested, strict=True)), level)
