"""Holdout lines: what each treated arm of an experiment earned (grade A)."""

from __future__ import annotations

from datetime import date

import numpy as np

from accrue_facts.coins import coins_per_unit, in_coins, shared_out, to_coins
from accrue_facts.complaint import error_of
from accrue_facts.currency import Converter
from accrue_facts.draft import Draft, Frame, checked, refused
from accrue_facts.drivers import holdout_drivers
from accrue_facts.experiment import (
    MONEY_UNITS,
    Comparison,
    Experiment,
    compare,
    outcome_rows,
    read_experiment,
)
from accrue_facts.tables import Days, Table
from accrue_facts.values import Figure, Line, Records, Refused
from accrue_stats.compose import statement as compose
from accrue_stats.holdout.effect import HoldoutEffect, unit_influence

DESIGN = "randomised holdout"
METHOD = (
    "People were assigned by chance. The line is the difference between the mean of the treated arm and of the "
    "control, per person assigned (reached or not), times the people treated."
)


def holdout_drafts(frame: Frame) -> tuple[list[Draft], list[str]]:
    """A line for each treated arm and money measure, and notes. Measures without money make none."""
    experiments, outcomes = frame.facts.get("experiments"), frame.facts.get("outcomes")
    if experiments is None or outcomes is None:
        return [], []
    drafts: list[Draft] = []
    notes: list[str] = []
    for name in experiments.codes("experiment_id")[0]:
        experiment = read_experiment(experiments, name)
        rows = outcome_rows(outcomes, name)
        measures = money_measures(rows)
        if not measures:
            notes.append(
                f"Experiment {name}: no outcome has the unit revenue or margin, so it carries no money."
            )
        for money in measures:
            rows_of = outcome_rows(rows, name, money[0])
            for arm in experiment.treated_arms:
                label = f"{name}: {arm}" + ("" if money is measures[0] else f" ({money[0]})")
                drafts.append(_draft(frame, experiment, arm, money, label, rows_of))
    return drafts, notes


def money_measures(outcomes: Table) -> list[tuple[str, str]]:
    """The measures with a money unit, margin before revenue, each with its unit. FactsError for one with two units."""
    if not outcomes.rows or not outcomes.has("unit"):
        return []
    units = [(unit or "").lower() for unit in outcomes.texts("unit")]
    found: dict[str, str] = {}
    for row, (measure, unit) in enumerate(zip(outcomes.texts("measure"), units, strict=True)):
        if found.setdefault(str(measure), unit) != unit:
            reason = (
                f"'{unit}', while others of {measure} have '{found[str(measure)]}'; a measure has one unit."
            )
            raise error_of([outcomes.complaint(row, "unit", reason, "facts.two_units")])
    money = [(m, u) for m, u in found.items() if u in MONEY_UNITS]
    return sorted(money, key=lambda one: (MONEY_UNITS.index(one[1]), one[0]))


def outcome_values(money: Converter, experiment: Experiment, rows: Table) -> dict[str, float]:
    """The outcome of each person; what is in another currency becomes the base's, at the rate of the assignment's day.

    Without a day it is the last rate there is.
    """
    values = money.convert(rows, rows.numbers("value"), _assigned_days(experiment, rows))
    return dict(zip((str(p) for p in rows.texts("person_id")), (float(v) for v in values), strict=True))


def _assigned_days(experiment: Experiment, rows: Table) -> Days:
    if experiment.assigned is None:
        return np.full(rows.rows, np.datetime64("NaT", "us"), dtype="datetime64[us]")
    when = dict(zip(experiment.person, experiment.assigned, strict=True))
    nothing = np.datetime64("NaT", "us")
    return np.array([when.get(str(p), nothing) for p in rows.texts("person_id")], dtype="datetime64[us]")


def _draft(
    frame: Frame, experiment: Experiment, arm: str, money: tuple[str, str], name: str, rows: Table
) -> Draft:
    measure, unit = money
    rate = 1.0 if unit == "margin" else frame.facts.settings.margin_rate
    values = outcome_values(frame.money, experiment, rows)
    found = compare(experiment, arm, measure, unit, values, level=frame.level)
    refusals = refused(name, found.refusals)
    if rate is None:
        reason = f"{measure} is revenue, and programme.toml names no margin_rate to make margin of it."
        refusals += (Refused("roi.no_margin_rate", reason, name),)
    if not _inside(frame, experiment, found):
        reason = f"Its people were assigned outside {frame.span.start} to {frame.span.end}."
        refusals += (Refused("roi.outside_period", reason, name),)
    line = Line(
        key=f"holdout/{experiment.name}/{arm}/{measure}", name=name, grade="A", design=DESIGN, measure=measure,
        status="refused", reason=" ".join(r.reason for r in refusals), value=None, low=None, high=None, method=METHOD,
        checks=checked(found.checks), figures=_sizes(found),
    )  # fmt: skip
    people = (
        frozenset(experiment.person[i] for i in found.treated),
        frozenset(experiment.person[i] for i in found.control),
    )
    if refusals or found.result is None or rate is None:
        return Draft(line, None, refusals, *people)
    return _worth(frame, line, found, found.result, rate, people)


def _worth(
    frame: Frame,
    line: Line,
    found: Comparison,
    result: HoldoutEffect,
    rate: float,
    people: tuple[frozenset[str], frozenset[str]],
) -> Draft:
    per_unit = coins_per_unit(frame.money.base)
    total = result.total.times(rate)
    coins = to_coins(total.value, per_unit)
    value = coins / per_unit
    by_month = frame.span.spread(_first_day(found.experiment, found)) * value
    influence = unit_influence(found.outcome[found.control], found.outcome[found.treated])
    chosen = np.concatenate([found.control, found.treated])
    moved = np.concatenate(influence) * found.treated.size * rate
    worth = Line(
        key=line.key, name=line.name, grade="A", design=line.design, measure=line.measure, status="counted", reason=None,
        value=value, low=in_coins(total.low, per_unit), high=in_coins(total.high, per_unit), method=METHOD, checks=line.checks,
        records=_records(found, rate, coins, per_unit), figures=(*line.figures, *_figures(found, result, rate)),
        by_month=tuple(float(m) for m in by_month), drivers=holdout_drivers(found, rate, coins, per_unit),
    )  # fmt: skip
    units = [found.experiment.person[i] for i in chosen]
    stat = compose.Line(line.name, value, "measured", units=(units, moved), monthly=by_month)
    return Draft(worth, stat, (), *people, rate_share=float(found.unit != "margin"))


def _records(found: Comparison, rate: float, coins: int, per_unit: int) -> tuple[Records, Records]:
    experiment, scale = found.experiment, found.treated.size / found.control.size
    came = to_coins(float(np.sum(found.outcome[found.treated])) * rate, per_unit)
    parts = (
        (f"{found.measure} of {found.arm}", found.treated, rate, came),
        (
            f"{found.measure} of the control, scaled to as many people",
            found.control,
            -rate * scale,
            coins - came,
        ),
    )
    made = []
    for label, members, weight, amount in parts:
        carrying = members[found.outcome[members] != 0]
        ids = tuple(experiment.person[i] for i in carrying)
        cents = shared_out(found.outcome[carrying] * weight, amount, per_unit)
        made.append(Records(label, amount / per_unit, "outcomes", "person_id", int(members.size), ids, cents))
    return made[0], made[1]


def _sizes(found: Comparison) -> tuple[Figure, ...]:
    return (
        Figure("units_control", "People in the control", "number", float(found.control.size)),
        Figure("units_treated", f"People in {found.arm}", "number", float(found.treated.size)),
    )


def _figures(found: Comparison, result: HoldoutEffect, rate: float) -> tuple[Figure, ...]:
    effect, adjusted, relative = result.effect, result.adjusted, result.relative
    figures = [
        Figure("control_mean", f"Mean {found.measure} in the control", "money", result.control_mean),
        Figure("treated_mean", f"Mean {found.measure} in {found.arm}", "money", result.treated_mean),
        Figure(
            "effect", f"Effect on {found.measure} per person", "money", effect.value, effect.low, effect.high
        ),
    ]
    if adjusted is not None:
        label = f"Effect on {found.measure} per person, adjusted for the value before"
        figures.append(Figure("adjusted", label, "money", adjusted.value, adjusted.low, adjusted.high))
    if relative is not None:
        figures.append(
            Figure(
                "relative", "Effect against the control", "share", relative.value, relative.low, relative.high
            )
        )
    if rate != 1.0:
        figures.append(Figure("margin_rate", "Margin of revenue", "share", rate))
    return tuple(figures)


def _first_day(experiment: Experiment, found: Comparison) -> date | None:
    if experiment.assigned is None:
        return None
    days = experiment.assigned[np.concatenate([found.treated, found.control])]
    days = days[~np.isnat(days)]
    return date.fromisoformat(str(days.min())[:10]) if days.size else None


def _inside(frame: Frame, experiment: Experiment, found: Comparison) -> bool:
    if experiment.assigned is None:
        return True
    days = experiment.assigned[np.concatenate([found.treated, found.control])]
    days = days[~np.isnat(days)]
    return not days.size or bool(frame.span.holds(days).any())
