"""`accrue measure productivity`: minutes a task, hours saved and their money, work per user, cost to serve."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from accrue_facts.answers import Answer, checks, estimate, refusals
from accrue_facts.cut import Cut
from accrue_facts.errors import FactsError
from accrue_facts.serving import Serving, serving_of
from accrue_facts.tables import Facts, Flags, Table
from accrue_facts.work import NO_USERS, Rate, cases_of, deals_of, interactions_of, users_of
from accrue_stats.estimate import Check, Estimate, Refusal
from accrue_stats.productivity import (
    MinutesSaved,
    cashable,
    minutes_saved,
    untouched_check,
)

TABLES = ("tasks", "deals", "touches", "cases", "orders", "adoption")
MEANING = "A change of the same people between two periods: an effect only if nothing else changed for them."


@dataclass(frozen=True, slots=True)
class Declared:
    """What nobody can measure here: fractions, and money in the programme's currency. None: not declared."""

    realisation: float | None = None
    adoption: float = 1.0
    hourly_rate: float | None = None
    cost_per_case: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Productivity:
    """`saved` is None without minutes; what is None has its reason in `undefined` or `refused`."""

    cut: Cut
    saved: MinutesSaved | None
    value: Estimate | None
    tasks: Rate | None
    deals: Rate | None
    interactions: Rate | None
    cases: Rate | None
    service_cost: Estimate | None
    serving: Serving | None
    declared: Declared
    checks: tuple[Check, ...]
    refused: tuple[Refusal, ...]
    level: float
    undefined: dict[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> MinutesSaved | None:
        """Minutes and hours, unless refused; what is not declared refuses only their money."""
        blocked = [one for one in self.refused if one.code != "productivity.no_realisation"]
        return None if blocked else self.saved

    @property
    def answer(self) -> Answer:
        """`accrue measure productivity --json`."""
        saved, d = self.shown, self.declared
        rates = {
            "tasks_per_user": self.tasks,
            "deals_per_user": self.deals,
            "interactions_per_user": self.interactions,
        }
        return {
            "go_live": self.cut.go_live.isoformat(),
            "minutes_saved_per_task": estimate(saved.per_task, with_se=True) if saved else None,
            "hours_saved": estimate(saved.hours) if saved else None,
            "value": estimate(self.value),
            "users": self.saved.users if self.saved else None,
            "tasks": self.saved.tasks if self.saved else None,
            "declared": {"realisation": d.realisation, "adoption": d.adoption, "hourly_rate": d.hourly_rate},
            **{name: rate.answer if rate else None for name, rate in rates.items()},
            "cases_per_customer": self.cases.answer if self.cases else None,
            "cases_effect": self.serving.answer if self.serving else None,
            "cost_to_serve": self._cost_to_serve(),
            "meaning": MEANING,
            "level": self.level,
            "checks": checks(self.checks),
            "undefined": self.undefined,
            "refused": refusals(self.refused),
        }  # fmt: skip

    @property
    def cost_of_cases(self) -> Estimate | None:
        """What the cases that came or stayed away since teams began cost, by their effect (not before and after)."""
        if self.serving is None or self.serving.total is None or self.declared.cost_per_case is None:
            return None
        return self.serving.total.times(self.declared.cost_per_case)

    def _cost_to_serve(self) -> Answer | None:
        each = self.declared.cost_per_case
        if each is None or (self.cases is None and self.cost_of_cases is None):
            return None
        return {
            "before": self.cases.before * each if self.cases else None,
            "after": self.cases.after * each if self.cases else None,
            "change": estimate(self.service_cost),
            "effect": estimate(self.cost_of_cases),
            "grade": self.serving.grade if self.serving else "D",
        }


def measure_productivity(
    facts: Facts, cut: Cut, declared: Declared, *, kind: str | None, untouched: str | None, level: float
) -> Productivity:
    """`kind` of task (None: all but the untouched one) and the `untouched` kind. FactsError when one is not there."""
    tasks = facts.tables["tasks"]
    told: dict[str, str] = {}
    refused: list[Refusal] = []
    found, tests = minutes_of(tasks, cut, kind, untouched, level, told, refused)
    rate = declared.hourly_rate if declared.hourly_rate is not None else facts.settings.loaded_hourly_rate
    declared = Declared(declared.realisation, declared.adoption, rate, declared.cost_per_case)
    value = _money(found, declared, told, refused)
    users = users_of(tasks, cut)
    if users is None:
        told["tasks_per_user"] = NO_USERS
    work = None if users is None else users.rate(tasks, "user_id", tasks.times("done_at"), cut, level)
    cases = cases_of(facts, cut, level, told)
    serve = (
        cases.change.times(declared.cost_per_case)
        if cases and cases.change and declared.cost_per_case
        else None
    )
    if facts.has("cases") and declared.cost_per_case is None:
        told["cost_to_serve"] = "Say with --cost-per-case what a case costs."
    return Productivity(
        cut, found, value, work, deals_of(facts, cut, users, level, told), interactions_of(facts, cut, users, told), cases,
        serve, serving_of(facts, cut, level), declared, tuple(tests), tuple(refused), level, told,
    )  # fmt: skip


def minutes_of(
    tasks: Table, cut: Cut, kind: str | None, untouched: str | None, level: float, told: dict[str, str],
    refused: list[Refusal],
) -> tuple[MinutesSaved | None, list[Check]]:  # fmt: skip
    """Time saved at tasks of `kind` (None: all but the `untouched` one), and the test on that; why not goes into `told`
    and `refused`. FactsError where a kind is not there."""
    kinds, codes = tasks.codes("kind")
    for name in (kind, untouched):
        if name is not None and name not in kinds:
            listed = ", ".join(kinds[:12])
            raise FactsError(
                "facts.no_kind", f"{tasks.file}, column kind: there is no {name!r}; there are: {listed}."
            )
    if not tasks.has("minutes") or np.isnan(tasks.numbers("minutes")).all():
        told["hours_saved"] = "The table tasks has no minutes."
        return None, []
    aside = codes == (kinds.index(untouched) if untouched else -2)
    mine = (codes == kinds.index(kind)) if kind else ~aside
    found = _saved(tasks, mine, cut, level)
    refused += found.refusals
    if untouched is None:
        note = "Not tested: name with --untouched a kind of task that nothing was done about."
        return found, [Check("untouched task", None, None, None, note)]
    check, moved = untouched_check(_saved(tasks, aside, cut, level))
    refused += [moved] if moved else []
    return found, [check]


def _saved(tasks: Table, chosen: Flags, cut: Cut, level: float) -> MinutesSaved:
    minutes, done = tasks.numbers("minutes"), tasks.times("done_at")
    after = cut.after(done)
    kept = chosen & ~np.isnan(minutes) & (after | cut.before(done))
    negative = np.flatnonzero(kept & (minutes < 0))
    if negative.size:
        raise FactsError(
            "facts.wrong_value",
            f"{tasks.file}, row {int(tasks.file_rows[negative[0]])}, column minutes: {minutes[negative[0]]:g} is "
            "below 0.",
        )
    _, user = tasks.codes("user_id")
    _, kind = tasks.codes("kind")
    return minutes_saved(minutes[kept], user[kept], kind[kept], after[kept], level=level)


def _money(
    found: MinutesSaved | None, declared: Declared, told: dict[str, str], refused: list[Refusal]
) -> Estimate | None:
    if found is None or found.hours is None or refused:
        return None
    if declared.hourly_rate is None:
        told["value"] = "Say what an hour costs: --hourly-rate, or loaded_hourly_rate in programme.toml."
        return None
    if declared.realisation is None:
        reason = (
            "How much of the time saved is turned into money is not declared (--realisation): time that is saved and "
            "not used is worth nothing."
        )
        refused.append(Refusal("productivity.no_realisation", reason))
        return None
    return cashable(
        found.hours, hourly_rate=declared.hourly_rate, realisation=declared.realisation, adoption=declared.adoption
    )  # fmt: skip
