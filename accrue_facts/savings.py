"""Lines of what is saved: working time that becomes money (D), and cases that need not be served (B, C, D)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from accrue_facts.coins import coins_per_unit, in_coins, shared_out, to_coins
from accrue_facts.cut import Cut
from accrue_facts.draft import Draft, Frame, checked, refused
from accrue_facts.productivity import minutes_of
from accrue_facts.programme import Hours
from accrue_facts.series import day_of
from accrue_facts.serving import BEFORE_AFTER, serving_of
from accrue_facts.tables import Floats, Ints, Table
from accrue_facts.values import Check, Figure, Grade, Line, Records, Tried
from accrue_stats.compose import statement as compose
from accrue_stats.distributions import two_sided
from accrue_stats.estimate import Estimate, Refusal
from accrue_stats.productivity import MinutesSaved, cashable

SAME_USERS = "same users before and after"
TIME, SERVICE = "Working time saved", "Savings in service"
METHOD = {
    TIME: "For the same user and kind of task, minutes before go-live less minutes after, over all tasks since. Only the "
    "declared part that becomes money counts. Nothing tells it from anything else that changed for these users.",
    SERVICE: "Cases since teams began, against what was to be expected without, times what a case costs. Fewer cases are "
    "a saving.",
}
NOT_DECLARED = (
    "How much of the time saved is turned into money is not declared ([hours] realisation in programme.toml): time that is "
    "saved and not used is worth nothing."
)


def savings_drafts(frame: Frame) -> list[Draft]:
    """A line of working time where tasks have minutes, one of service where a case has a cost; none without a go-live."""
    if frame.facts.settings.go_live is None:
        return []
    return [one for one in (_time_line(frame), _service_line(frame)) if one is not None]


def _time_line(frame: Frame) -> Draft | None:
    tasks, settings = frame.facts.get("tasks"), frame.facts.settings
    if tasks is None or not tasks.has("minutes") or np.isnan(tasks.numbers("minutes")).all():
        return None
    hours, cut = settings.hours, _cut(frame)
    refusals: list[Refusal] = list(_late(frame))
    found, tests = minutes_of(
        tasks, cut, None, hours.untouched if hours else None, frame.level, {}, refusals
    )  # fmt: skip
    if hours is None:
        refusals.append(Refusal("productivity.no_realisation", NOT_DECLARED))
    if settings.loaded_hourly_rate is None:
        refusals.append(
            Refusal("productivity.no_rate", "programme.toml names no loaded_hourly_rate, what an hour costs.")
        )
    blank = _blank("hours/tasks", TIME, "D", SAME_USERS, "hours", refusals)
    if refusals or hours is None or settings.loaded_hourly_rate is None:
        return Draft(blank, None, refused(TIME, tuple(refusals)), pool="hours")
    if found is None or found.hours is None:
        return None
    rate = settings.loaded_hourly_rate
    saved = cashable(found.hours, hourly_rate=rate, realisation=hours.realisation, adoption=hours.adoption)
    rows = _compared(tasks, cut, hours.untouched)
    took = -tasks.numbers("minutes")[rows] / 60 * rate * hours.realisation * hours.adoption
    ids = tasks.texts("task_id")
    came = Came(
        "Time that tasks took since go-live", "tasks", "task_id", [str(ids[row]) for row in rows], took
    )
    return _draft(
        frame, blank, saved, came, _time_figures(found, hours, rate), checked(tuple(tests)), pool="hours"
    )


def _service_line(frame: Frame) -> Draft | None:
    each = frame.facts.settings.cost_per_case
    found = serving_of(frame.facts, _cut(frame), frame.level) if each is not None else None
    if found is None or each is None:
        return None
    refusals = list(_late(frame))
    if found.total is None:
        refusals += [Refusal("productivity.no_design", one.reason) for one in found.tried[-1:]]
    design = found.tried[-1].design if found.design == BEFORE_AFTER else found.design
    tried = found.tried[:-1] if found.design == BEFORE_AFTER else found.tried
    blank = _blank("service/cases", SERVICE, found.grade, design, "cases", refusals, tried)
    if refusals or found.total is None:
        return Draft(blank, None, refused(SERVICE, tuple(refusals)), pool="service")
    ids = frame.facts.tables["cases"].texts("case_id")
    spent = np.full(found.rows.size, -each)
    came = Came("Cases since teams began", "cases", "case_id", [str(ids[row]) for row in found.rows], spent)
    total = found.total
    figures = (
        Figure("cases", "Cases more or fewer", "number", total.value, total.low, total.high),
        Figure("cost_per_case", "Cost of a case", "money", each),
    )
    since = day_of(found.since)
    return _draft(frame, blank, total.times(-each), came, figures, found.checks, pool="service", since=since)


def _draft(
    frame: Frame,
    blank: Line,
    saved: Estimate,
    came: Came,
    figures: tuple[Figure, ...],
    checks: tuple[Check, ...],
    *,
    pool: str,
    since: date | None = None,
) -> Draft:
    """`blank` with what was `saved`, in whole coins, and the records it is made of."""
    per_unit = coins_per_unit(frame.money.base)
    coins = to_coins(saved.value, per_unit)
    value = coins / per_unit
    by_month = frame.span.spread(since) * value
    line = replace(
        blank, status="counted", reason=None, value=value, low=in_coins(saved.low, per_unit),
        high=in_coins(saved.high, per_unit), records=came.records(coins, per_unit), figures=figures, checks=checks,
        by_month=tuple(float(m) for m in by_month),
    )  # fmt: skip
    se = (saved.high - saved.low) / 2 / two_sided(saved.level)
    return Draft(
        line, compose.Line(line.name, value, line.evidence, se=se, monthly=by_month), pool=pool
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Came:
    """What tasks or cases since go-live cost, by their `ids`: `money` is below zero."""

    label: str
    table: str
    key: str
    ids: list[str]
    money: Floats

    def records(self, coins: int, per_unit: int) -> tuple[Records, Records]:
        whole = to_coins(float(self.money.sum()), per_unit)
        return (
            Records(
                self.label, whole / per_unit, self.table, self.key, len(self.ids), tuple(self.ids),
                shared_out(self.money, whole, per_unit),
            ),
            Records("What was to be expected without", (coins - whole) / per_unit, None, None, 0),
        )  # fmt: skip


def _cut(frame: Frame) -> Cut:
    go_live = frame.facts.settings.go_live
    assert go_live is not None  # noqa: S101  (whoever draws a line of savings saw to it)
    return Cut(go_live, None, max(frame.span.end, go_live))


def _late(frame: Frame) -> tuple[Refusal, ...]:
    go_live = frame.facts.settings.go_live
    if go_live is None or frame.span.start <= go_live:
        return ()
    reason = f"It is measured from the go-live, {go_live}; the period begins later, on {frame.span.start}."
    return (Refusal("productivity.period_after_go_live", reason),)


def _blank(
    key: str, name: str, grade: Grade, design: str, measure: str, refusals: list[Refusal], tried: tuple[Tried, ...] = ()
) -> Line:  # fmt: skip
    return Line(
        key=key, name=name, grade=grade, design=design, measure=measure, status="refused",
        reason=" ".join(dict.fromkeys(one.reason for one in refusals)) or None, value=None, low=None, high=None,
        method=METHOD[name], tried=tried,
    )  # fmt: skip


def _compared(tasks: Table, cut: Cut, untouched: str | None) -> Ints:
    """The rows of the tasks since go-live whose user did that kind of task before, too."""
    kinds, kind = tasks.codes("kind")
    _, user = tasks.codes("user_id")
    done = tasks.times("done_at")
    mine = ~np.isnan(tasks.numbers("minutes"))
    if untouched is not None:
        mine &= kind != kinds.index(untouched)
    pair = user * len(kinds) + kind
    known = np.isin(pair, pair[mine & cut.before(done)])
    return np.flatnonzero(mine & cut.after(done) & known)


def _time_figures(found: MinutesSaved, hours: Hours, rate: float) -> tuple[Figure, ...]:
    figures = [
        Figure("users", "Users who did such tasks before and after", "number", float(found.users)),
        Figure("tasks", "Tasks since go-live", "number", float(found.tasks)),
    ]
    for key, label, one in (
        ("minutes", "Minutes saved a task", found.per_task),
        ("hours", "Hours saved", found.hours),
    ):
        if one is not None:
            figures.append(Figure(key, label, "number", one.value, one.low, one.high))
    return (
        *figures,
        Figure("hourly_rate", "Loaded cost of an hour", "money", rate),
        Figure("realisation", "Part of the time that becomes money (declared)", "share", hours.realisation),
        Figure("adoption", "Part of the users who work so (declared)", "share", hours.adoption),
    )
