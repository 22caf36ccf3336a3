"""Cases that teams (or queues) no longer have to serve since they began: roll-out (B), untouched teams (C), else D."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.answers import Answer, estimate
from accrue_facts.cut import Cut
from accrue_facts.panel import Panel
from accrue_facts.rollout import rollout_of
from accrue_facts.series import orders_kpi
from accrue_facts.tables import Facts, Table
from accrue_facts.unit_lines import DONORS, ROLLOUT
from accrue_facts.unit_panel import adoption_days
from accrue_facts.values import Grade, Tried
from accrue_stats.donors.effect import donors_effect
from accrue_stats.estimate import Estimate, Refusal

BEFORE_AFTER = "before and after"


@dataclass(frozen=True, slots=True)
class Serving:
    """`effect` in cases a team and month, `total` in cases since each began: None where neither design was possible, and
    the change before and after (grade D) is all there is. `tried` says why."""

    effect: Estimate | None
    total: Estimate | None
    grade: Grade
    design: str
    tried: tuple[Tried, ...]

    @property
    def answer(self) -> Answer:
        return {
            "effect": estimate(self.effect, with_se=True),
            "total": estimate(self.total, with_se=True),
            "grade": self.grade,
            "design": self.design,
            "tried": [{"grade": t.grade, "design": t.design, "reason": t.reason} for t in self.tried],
        }


def serving_of(facts: Facts, cut: Cut, level: float) -> Serving | None:
    """What beginning changed in the cases of teams, by whole months; None without cases.

    Only cases from `cut.start` to `cut.end` count; teams begin when the table adoption says, and one it does not name
    never did. Cases without a team are left out.
    """
    cases = facts.get("cases")
    if cases is None:
        return None
    panel = _panel(facts, cases, cut)
    if isinstance(panel, str):
        return Serving(None, None, "D", BEFORE_AFTER, (Tried("B", ROLLOUT, panel), Tried("C", DONORS, panel)))
    dates = adoption_days(facts.tables["adoption"])
    found = rollout_of(panel, dates, level=level)
    if found.grade is not None and found.found is not None and found.found.att is not None:
        return Serving(found.found.att, found.found.total, found.grade, ROLLOUT, ())
    tried = Tried("B", ROLLOUT, _words(found.refusals))
    against = _donors(panel, dates, level)
    if isinstance(against, str):
        return Serving(None, None, "D", BEFORE_AFTER, (tried, Tried("C", DONORS, against)))
    return Serving(*against, "C", DONORS, (tried,))


def _panel(facts: Facts, cases: Table, cut: Cut) -> Panel | str:
    """Cases by team and whole month, those without any counting 0; or why there are none to compare."""
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
    return Panel(cases.file, tuple(teams), "month", kpi.periods, kpi.starts, values)


def _donors(panel: Panel, dates: dict[str, int | None], level: float) -> tuple[Estimate, Estimate] | str:
    began = {unit: panel.position(day) for unit in panel.units if (day := dates.get(unit)) is not None}
    inside = {unit: at for unit, at in began.items() if at < len(panel.periods)}
    if len(set(inside.values())) != 1:
        return "They began at different times, and this design takes one date for all."
    before = next(iter(inside.values()))
    if not before:
        return "There is no time before they began. Bring in data that begin earlier."
    treated = np.array([unit in inside for unit in panel.units])
    found = donors_effect(panel.values[treated], panel.values[~treated], before=before, level=level)
    if found.refusals or found.sdid is None or found.total is None:
        return _words(found.refusals)
    return found.sdid, found.total


def _words(refusals: tuple[Refusal, ...]) -> str:
    return " ".join(dict.fromkeys(one.reason for one in refusals)) or "It gave no figure."
