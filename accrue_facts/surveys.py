"""`accrue measure nps --data`: how people answered, and what changed between two periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from accrue_facts.answers import Answer, estimate, refusals
from accrue_facts.complaint import error_of
from accrue_facts.errors import FactsError
from accrue_facts.tables import Days, Facts, Flags, Floats, Ints, Table
from accrue_stats.estimate import Estimate
from accrue_stats.nps import Nps, nps, nps_change
from accrue_stats.surveys import design_effect, mean_score, satisfied, satisfied_change

TABLES = ("surveys",)
PROMOTES, PASSIVE = 9, 7
NO_CUT = "Say with --before and --after which periods to compare, or name the go_live in programme.toml."


@dataclass(frozen=True, slots=True)
class Asked:
    """`start` … `end`: days whose answers count, both inside. Answers before `before` are compared with those from `after` on."""

    start: date | None = None
    end: date | None = None
    before: date | None = None
    after: date | None = None
    csat_best: int = 5
    ces_best: int = 7


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The answers of one kind: score, who, when."""

    score: Floats
    person: Ints
    day: Days

    def where(self, chosen: Flags) -> Answers:
        return Answers(self.score[chosen], self.person[chosen], self.day[chosen])

    def counts(self) -> tuple[int, int, int]:
        """Promoters, passives, detractors."""
        promoters = int(np.count_nonzero(self.score >= PROMOTES))
        detractors = int(np.count_nonzero(self.score < PASSIVE))
        return promoters, self.score.size - promoters - detractors, detractors

    def nps(self, level: float) -> Nps:
        side = (self.score >= PROMOTES).astype(np.float64) - (self.score < PASSIVE)
        return nps(*self.counts(), level, design_effect=design_effect(side, self.person))


@dataclass(frozen=True, slots=True, eq=False)
class Surveys:
    """Scores of the whole period, and their change where two periods are compared."""

    asked: Asked
    cut: tuple[date, date] | None
    answers: Answers
    score: Nps
    before: Nps | None
    after: Nps | None
    change: Estimate | None
    csat: Estimate | None
    csat_change: Estimate | None
    csat_answers: int
    ces: Estimate | None
    ces_answers: int
    repeated: bool
    undefined: dict[str, str]
    level: float

    @property
    def answer(self) -> Answer:
        """`accrue measure nps --data --json`."""
        promoters, passives, detractors = self.answers.counts()
        return {
            "nps": estimate(self.score.nps),
            "adjusted": estimate(self.score.adjusted),
            "answers": self.score.answers,
            "promoters": promoters,
            "passives": passives,
            "detractors": detractors,
            "change": estimate(self.change),
            "before": _period(self.before),
            "after": _period(self.after),
            "csat": None
            if self.csat is None
            else {
                "share": estimate(self.csat),
                "change": estimate(self.csat_change),
                "answers": self.csat_answers,
            },
            "ces": None if self.ces is None else {"mean": estimate(self.ces), "answers": self.ces_answers},
            "level": self.level,
            "undefined": self.undefined,
            "refused": refusals(self.score.refusals),
        }


def _period(found: Nps | None) -> Answer | None:
    if found is None:
        return None
    return {"nps": estimate(found.nps), "adjusted": estimate(found.adjusted), "answers": found.answers}


def measure_surveys(facts: Facts, asked: Asked, *, level: float) -> Surveys:
    """All that the table surveys says. FactsError for a score off its scale, or periods that end before they begin."""
    if asked.start and asked.end and asked.start > asked.end:
        raise FactsError("facts.period", f"--from {asked.start} comes after --to {asked.end}.")
    cut = _cut(facts, asked)
    table = facts.tables["surveys"]
    told: dict[str, str] = {}
    by_kind = {
        "nps": _answers(table, "nps", 0, 10, asked),
        "csat": _answers(table, "csat", 1, asked.csat_best, asked),
        "ces": _answers(table, "ces", 1, asked.ces_best, asked),
    }
    main, happy, effort = by_kind["nps"], by_kind["csat"], by_kind["ces"]
    parts = None if cut is None else [_parts(one, cut) for one in (main, happy)]
    before, after = (None, None) if parts is None else (one.nps(level) for one in parts[0])
    change = nps_change(before, after) if before is not None and after is not None else None
    csat_change = None
    if parts is not None:
        early, late = ((one.score, one.person) for one in parts[1])
        csat_change = satisfied_change(early, late, best=asked.csat_best, level=level)
    if cut is None:
        told["change"] = NO_CUT
    elif change is None:
        told["change"] = f"Nobody answered before {cut[0]}, or from {cut[1]} on."
    if not happy.score.size:
        told["csat"] = "Nobody answered a csat survey in the period."
    ces = mean_score(effort.score, effort.person, level=level)
    if ces is None:
        told["ces"] = "Fewer than two people answered a ces survey in the period."
    return Surveys(
        asked, cut, main, main.nps(level), before, after, change,
        satisfied(happy.score, happy.person, best=asked.csat_best, level=level), csat_change, happy.score.size,
        ces, effort.score.size, any(np.unique(one.person).size < one.person.size for one in by_kind.values()),
        told, level,
    )  # fmt: skip


def _cut(facts: Facts, asked: Asked) -> tuple[date, date] | None:
    before = asked.before or asked.after or facts.settings.go_live
    after = asked.after or before
    if before is None or after is None:
        return None
    if before > after:
        raise FactsError("facts.period", f"--before {before} comes after --after {after}.")
    return before, after


def _parts(answers: Answers, cut: tuple[date, date]) -> tuple[Answers, Answers]:
    return answers.where(answers.day < np.datetime64(cut[0])), answers.where(
        answers.day >= np.datetime64(cut[1])
    )


def _answers(table: Table, kind: str, worst: int, best: int, asked: Asked) -> Answers:
    kinds, codes = table.codes("kind")
    mine = codes == (kinds.index(kind) if kind in kinds else -2)
    score, days = table.numbers("score"), table.times("answered_at").astype("datetime64[D]")
    wrong = np.flatnonzero(mine & ((score < worst) | (score > best) | (score != np.floor(score))))
    if wrong.size:
        reason = (
            f"{score[wrong[0]]:g} is no answer to {kind}, which are whole numbers from {worst} to {best}."
        )
        raise error_of([table.complaint(int(wrong[0]), "score", reason, "facts.wrong_value")])
    if asked.start:
        mine &= days >= np.datetime64(asked.start)
    if asked.end:
        mine &= days <= np.datetime64(asked.end)
    _, person = table.codes("person_id")
    return Answers(score, person, days).where(mine)
