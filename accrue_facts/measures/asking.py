"""Answer questions by Ibis expressions, on whatever engine holds the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from operator import and_

from accrue_facts.measures.answer import (
    MOST_GROUPS,
    MOST_RECORDS,
    OTHERS,
    Answer,
    At,
    Cells,
    Record,
    Sums,
    figure,
)
from accrue_facts.measures.question import Question, before, check, start_of, steps_of
from accrue_facts.measures.relations import Tables
from accrue_facts.measures.summing import (
    Summed,
    bare,
    base_of,
    conditions_of,
    day_of,
    number,
    of_part,
    rows_of,
    summed,
)

type Known = Mapping[Question, Summed]


def ask(tables: Tables, question: Question) -> Answer:
    """The answer. FactsError where the question makes no sense; `missing` where the facts hold nothing to answer by."""
    return ask_all(tables, [question])[0]


def ask_all(tables: Tables, questions: Sequence[Question]) -> list[Answer]:
    """As `ask`, in the order of the questions: those about the same rows are answered by one aggregation."""
    for question in questions:
        check(question)
    lacking = [_lacking(tables, question) for question in questions]
    added_up = [
        one
        for question, missing in zip(questions, lacking, strict=True)
        if not missing and not question.with_records
        for one in _needed(question)
    ]
    known = summed(tables, added_up)
    return [
        _answer(tables, question, missing, known)
        for question, missing in zip(questions, lacking, strict=True)
    ]


def _lacking(tables: Tables, question: Question) -> str:
    measure = question.defined
    stands_in = any(name in tables.held for name in measure.also)
    needed = measure.tables[1:] if stands_in else measure.tables
    return next((name for name in needed if name not in tables.held), "")


def _answer(tables: Tables, question: Question, missing: str, known: Known) -> Answer:
    measure = question.defined
    currency = tables.base if measure.unit == "money" else ""
    if missing:
        return Answer(measure.name, currency, missing=missing)
    if question.with_records:
        return replace(_records(tables, question), currency=currency)
    now = known[bare(question)]
    compared = question.compared()
    then = known[bare(compared)].cells if compared else None
    early = _early(question, known)
    early_then = _early(compared, known) if compared else None
    found = Answer(
        measure.name,
        currency,
        figure(measure, _sum(now.cells), _sum(early[0]) if early else None),
        figure(measure, _sum(then), _sum(early_then[0]) if early_then else None)
        if then is not None
        else None,
        _steps(question, now.cells, then, early, early_then),
        _groups(question, now.cells, then, early, early_then),
        blank=now.blank,
    )
    return _unknown(found) if found.total and 0 < now.blank == found.total.rows else found


def _unknown(found: Answer) -> Answer:
    """Where no row at all has the value that is added up, the figure is not known, and not 0."""

    def without(one: At) -> At:
        return replace(
            one,
            figure=replace(one.figure, value=None),
            steps=tuple(replace(s, value=None) for s in one.steps),
        )

    return replace(
        found,
        total=replace(found.total, value=None) if found.total else None,
        steps=tuple(map(without, found.steps)),
        groups=tuple(map(without, found.groups)),
    )


def _needed(question: Question) -> list[Question]:
    """Every question to sums that the answer is made of."""
    asked = [question, *((compared,) if (compared := question.compared()) else ())]
    return [bare(one) for one in asked] + [one for each in asked for one in _before(each)]


def _before(question: Question) -> list[Question]:
    """For growth: the period before, whole, and by step from one step earlier than asked."""
    if not question.defined.growth_of:
        return []
    first, last = before(question.first, question.last)
    whole = replace(bare(question), first=first, last=last, step="")
    if not question.step:
        return [whole]
    start = start_of(start_of(question.first, question.step) - timedelta(days=1), question.step)
    return [whole, replace(bare(question), first=start)]


def _sum(cells: Cells, step: date | None = None, name: str | None = None) -> Sums:
    whole = Sums()
    for (at, group), sums in cells.items():
        if (step is None or at == step) and (name is None or group == name):
            whole.add(sums)
    return whole


type Early = tuple[Cells, Cells]
"""The cells of the period before, whole; and those by step, one step earlier than asked."""


def _early(question: Question, known: Known) -> Early | None:
    found = [known[one].cells for one in _before(question)]
    return (found[0], found[1] if question.step else {}) if found else None


def _steps(
    question: Question, now: Cells, then: Cells | None, early: Early | None, early_then: Early | None
) -> tuple[At, ...]:
    if not question.step:
        return ()
    days, measure, compared = steps_of(question), question.defined, question.compared()
    others = steps_of(compared) if compared else []
    found = []
    for i, day in enumerate(days):
        against = None
        if then is not None and i < len(others):
            against = figure(measure, _sum(then, others[i]), _before_step(question, early_then, others[i]))
        found.append(
            At(day.isoformat(), figure(measure, _sum(now, day), _before_step(question, early, day)), against)
        )
    return tuple(found)


def _before_step(question: Question, early: Early | None, day: date, name: str | None = None) -> Sums | None:
    if early is None or not question.step:
        return None
    return _sum(early[1], start_of(day - timedelta(days=1), question.step), name)


def _groups(
    question: Question, now: Cells, then: Cells | None, early: Early | None, early_then: Early | None
) -> tuple[At, ...]:
    """The largest groups by their sum, or by what is divided by; the rest as one where there are too many."""
    if not question.split:
        return ()
    measure = question.defined
    weight: dict[str, float] = {}
    for (_, name), sums in now.items():
        weight[name] = weight.get(name, 0.0) + (sums.below if measure.below else sums.top)
    order = sorted(weight, key=lambda name: (-weight[name], name))
    kept = order if len(order) <= MOST_GROUPS else order[: MOST_GROUPS - 1]
    if len(kept) < len(order):
        rest = set(order[len(kept) :])
        now, then = _merged(now, rest), _merged(then, rest) if then is not None else None
        early = (_merged(early[0], rest), _merged(early[1], rest)) if early else None
        early_then = (_merged(early_then[0], rest), {}) if early_then else None
        kept = [*kept, OTHERS]
    return tuple(
        At(
            name,
            figure(measure, _sum(now, name=name), _sum(early[0], name=name) if early else None),
            figure(measure, _sum(then, name=name), _sum(early_then[0], name=name) if early_then else None)
            if then is not None
            else None,
            tuple(
                figure(measure, _sum(now, day, name), _before_step(question, early, day, name))
                for day in steps_of(question)
            ),
        )
        for name in kept
    )


def _merged(cells: Cells, rest: set[str]) -> Cells:
    found: Cells = {}
    for (at, name), sums in cells.items():
        found.setdefault((at, OTHERS if name in rest else name), Sums()).add(sums)
    return found


def _records(tables: Tables, question: Question) -> Answer:
    """The records behind the top of the measure, the largest first."""
    measure = base_of(question)
    part = (
        measure.below
        if measure.below and measure.below.of == (measure.top or measure.below).of
        else measure.top
    )
    if part is None or measure.top is None:
        raise RuntimeError(f"{measure.name} has nothing to add up")
    part = replace(part, value=measure.top.value)
    query, column = of_part(replace(question, step="", split=""), part)
    found = rows_of(tables, query, [column])
    conditions = conditions_of(found, query.at, column)
    found = found.filter(reduce(and_, conditions)) if conditions else found
    value = found[part.value].cast("float64") if part.value else found.count().over()
    at = found[part.at] if part.at else found["at"]
    listed = found.select(record="record", day=at.date(), amount=value if part.value else value * 0 + 1)
    total = listed.aggregate(total=listed.amount.sum(), row_count=listed.count()).to_pyarrow().to_pylist()[0]
    largest = listed.order_by([listed.amount.abs().desc(nulls_first=False), listed.record]).limit(
        MOST_RECORDS
    )
    rows = largest.to_pyarrow().to_pylist()
    sums = Sums(number(total["total"]), 0.0, int(total["row_count"]))
    return Answer(
        question.measure,
        total=figure(replace(measure, below=None, factor=1.0), sums),
        records=tuple(
            Record(
                str(row["record"]), (day_of(row["day"]) or question.first).isoformat(), number(row["amount"])
            )
            for row in rows
        ),
    )
