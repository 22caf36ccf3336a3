"""Cases that no longer have to be served since teams (or queues) began: roll-out (B), untouched teams (C), trend (D)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from accrue_facts.answers import Answer, estimate
from accrue_facts.cut import Cut
from accrue_facts.draft import checked
from accrue_facts.panel import Panel
from accrue_facts.rollout import rollout_of
from accrue_facts.series import day_number, orders_kpi
from accrue_facts.tables import Facts, Ints, Table
from accrue_facts.trend import DESIGN, measured
from accrue_facts.unit_lines import DONORS, ROLLOUT
from accrue_facts.unit_panel import adoption_days
from accrue_facts.values import Check, Grade, Tried
from accrue_stats.donors.effect import donors_effect
from accrue_stats.estimate import Estimate, Refusal

BEFORE_AFTER = "before and after"
TREND = DESIGN["D"]
NO_ROWS: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Serving:
    """`effect` in cases a team and month, by trend and season (D) in all cases a week; `total` in cases since each began.

    Both None where no design was possible, and the change before and after is all there is. `tried` says why; `rows` are
    those of the table cases that came since, from the day `since` on.
    """

    effect: Estimate | None
    total: Estimate | None
    grade: Grade
    design: str
    tried: tuple[Tried, ...]
    rows: Ints = field(default_factory=lambda: NO_ROWS)
    since: int = 0
    checks: tuple[Check, ...] = ()

    @property
    def answer(self) -> Answer:
        return {
            "effect": estimate(self.effect, with_se=True),
            "total": estimate(self.total, with_se=True),
            "grade": self.grade,
            "design": self.design,
            "tried": [{"grade": t.grade, "design": t.design, "reason": t.reason} for t in self.tried],
        }


@dataclass(frozen=True, slots=True)
class Queues:
    """Cases by team and whole month, those without any counting 0; `rows[t]` are the rows of month t, `team` of each row."""

    panel: Panel
    rows: tuple[Ints, ...]
    team: Ints

    def since(self, began: dict[str, int]) -> tuple[Ints, int]:
        """The rows of the units since each began (a position), and the first day of it."""
        first = np.full(len(self.panel.units) + 1, len(self.panel.periods))
        for unit, at in began.items():
            first[self.panel.units.index(unit)] = at
        kept = [rows[first[self.team[rows]] <= month] for month, rows in enumerate(self.rows)]
        return np.sort(np.concatenate(kept)), int(self.panel.starts[min(began.values())])


def serving_of(facts: Facts, cut: Cut, level: float) -> Serving | None:
    """What beginning changed in the cases of teams, by whole months, or of everybody by weeks; None without cases.

    Only cases from `cut.start` to `cut.end` count; teams begin when the table adoption says, and one it does not name
    never did. Cases without a team are left out of the first two designs.
    """
    cases = facts.get("cases")
    if cases is None:
        return None
    queues = _queues(facts, cases, cut)
    if isinstance(queues, str):
        return _by_trend(cases, cut, level, (Tried("B", ROLLOUT, queues), Tried("C", DONORS, queues)))
    dates = adoption_days(facts.tables["adoption"])
    found = rollout_of(queues.panel, dates, level=level)
    if found.grade is not None and found.found is not None and found.found.att is not None:
        began = {u: at for u, at in _began(queues.panel, dates).items() if u in found.units}
        effect, total = found.found.att, found.found.total
        tests = checked(found.found.checks)
        return Serving(effect, total, found.grade, ROLLOUT, (), *queues.since(began), tests)
    tried = Tried("B", ROLLOUT, _words(found.refusals))
    against = _donors(queues, dates, level)
    if isinstance(against, str):
        return _by_trend(cases, cut, level, (tried, Tried("C", DONORS, against)))
    effect, total, tests = against
    began = _began(queues.panel, dates)
    return Serving(effect, total, "C", DONORS, (tried,), *queues.since(began), tests)


def _queues(facts: Facts, cases: Table, cut: Cut) -> Queues | str:
    """Or why there are none to compare."""
    if not cases.has("team") or not facts.has("adoption", "adopted_at"):
        return "Whose case it is (team in cases) and when each team began (adoption) are not both known."
    teams, team = cases.codes("team")
    dates = adoption_days(facts.tables["adoption"])
    if not any(dates.get(one) is not None for one in teams):
        return "None of the teams that have cases began, by the table adoption."
    opened = cases.times("opened_at")
    inside = (team >= 0) & (cut.before(opened) | cut.after(opened))
    if not inside.any():
        return "No case of a team lies in the time asked for."
    at = np.flatnonzero(inside)
    kpi = orders_kpi("cases", opened[at], np.ones(at.size), go_live=cut.go_live, end=cut.end, every="month")
    if kpi.values.size < 2:
        return "The cases do not span two whole months."
    values = np.zeros((len(teams), kpi.values.size))
    for month, rows in enumerate(kpi.rows):
        values[:, month] = np.bincount(team[at[rows]], minlength=len(teams))
    panel = Panel(cases.file, tuple(teams), "month", kpi.periods, kpi.starts, values)
    return Queues(panel, tuple(at[rows] for rows in kpi.rows), team)


def _began(panel: Panel, dates: dict[str, int | None]) -> dict[str, int]:
    """Where in the panel each unit began that began within it."""
    began = {unit: panel.position(day) for unit in panel.units if (day := dates.get(unit)) is not None}
    return {unit: at for unit, at in began.items() if at < len(panel.periods)}


def _donors(
    queues: Queues, dates: dict[str, int | None], level: float
) -> tuple[Estimate, Estimate, tuple[Check, ...]] | str:
    panel = queues.panel
    inside = _began(panel, dates)
    if len(set(inside.values())) != 1:
        return "They began at different times, and this design takes one date for all."
    before = next(iter(inside.values()))
    if not before:
        return "There is no time before they began. Bring in data that begin earlier."
    treated = np.array([unit in inside for unit in panel.units])
    found = donors_effect(panel.values[treated], panel.values[~treated], before=before, level=level)
    if found.refusals or found.sdid is None or found.total is None:
        return _words(found.refusals)
    return found.sdid, found.total, checked(found.checks)


def _by_trend(cases: Table, cut: Cut, level: float, tried: tuple[Tried, ...]) -> Serving:
    """All cases by weeks against their own trend and season."""
    opened = cases.times("opened_at")
    at = np.flatnonzero(cut.before(opened) | cut.after(opened))
    if not at.size:
        return Serving(None, None, "D", BEFORE_AFTER, tried)
    kpi = orders_kpi("cases", opened[at], np.ones(at.size), go_live=cut.go_live, end=cut.end, every="week")
    first = day_number(cut.go_live)
    found, refusals = measured(kpi, first, level=level)
    if refusals or found is None or found.total is None:
        return Serving(None, None, "D", BEFORE_AFTER, (*tried, Tried("D", TREND, _words(refusals))))
    rows = np.sort(np.concatenate([at[one] for one in kpi.rows[kpi.first_after(first) :]]))
    note = f"Tried at {found.pseudo_launches} dates without a launch; the interval is {found.inflation:.2f} times the model’s."
    told = (Check("dates without a launch", found.inflation, None, None, note),)
    return Serving(found.effect, found.total, "D", TREND, tried, rows, first, told)


def _words(refusals: tuple[Refusal, ...]) -> str:
    return " ".join(dict.fromkeys(one.reason for one in refusals)) or "It gave no figure."
