"""How a figure is read: of how many, whether its change means anything, and groups by their names."""

from __future__ import annotations

from datetime import date

import pytest

from accrue.metrics.models import MeasureAnswer
from accrue.metrics.showing import shown
from accrue_facts.measures.answer import Answer, At, Figure
from accrue_facts.measures.question import Question


def figure(measure, top, below, before=None, **asked):
    def of(top, below):
        return Figure(top / below if below else None, top, below, int(below or top))

    groups = tuple(At(name, of(top, below)) for name in ("SE", "", "XX"))
    kept = Answer(measure, "EUR", of(top, below), of(*before) if before else None, groups=groups)
    question = Question(measure, date(2026, 1, 1), date(2026, 3, 31), **asked)
    return shown("a", question, MeasureAnswer(answer=kept.to_plain()))


@pytest.mark.parametrize(
    ("measure", "top", "below", "said"),
    [
        ("win_rate", 12, 40, "12 of 40"),
        ("average_order", 900, 3, "from 3 records"),
        ("average_order", 900, 1, "from 1 record"),
        ("revenue", 900, None, ""),
        ("adoption", 5, 6, ""),
    ],
)
def test_a_share_says_of_how_many(measure, top, below, said):
    assert figure(measure, top, below).of_how_many == said


@pytest.mark.parametrize(
    ("now", "then", "tone"), [(40, 40, "success"), (19, 40, "neutral"), (40, 3, "neutral")]
)
def test_the_change_of_a_few_is_neither_good_nor_bad(now, then, tone):
    read = figure("win_rate", 0.5 * now, now, (0.1 * then, then))
    assert read.change
    assert read.tone == tone


def test_countries_are_named():
    rows = figure("margin", 900, None, split="country").rows
    assert [row.name for row in rows] == ["Sweden", "Not given", "XX"]
