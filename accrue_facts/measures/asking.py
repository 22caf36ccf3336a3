"""Answer questions by Ibis expressions: one aggregation for each sum of a measure, on whatever engine holds the tables."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Any

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
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import Measure, Part
from accrue_facts.measures.question import Question, before, check, start_of, steps_of
from accrue_facts.measures.relations import Tables

UNITS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}


def ask(tables: Tables, question: Question) -> Answer:
    """The answer. FactsError where the question makes no sense; `missing` where the facts hold nothing to answer by."""
    check(question)
    measure = question.defined
    lacking = next((name for name in measure.tables if name not in tables.held), "")
    currency = tables.base if measure.unit == "money" else ""
    if lacking:
        return Answer(measure.name, currency, missing=lacking)
    if question.with_records:
        return replace(_records(tables, question), currency=currency)
    now, blank = _cells(tables, question)
    compared = question.compared()
    then = _cells(tables, compared)[0] if compared else None
    # growth needs the period before each period, the compared one too
    early = _earlier(tables, question) if measure.growth_of else None
    early_then = _earlier(tables, compared) if measure.growth_of and compared else None
    return Answer(
        measure.name,
        currency,
        figure(measure, _sum(now), _sum(early[0]) if early else None),
        figure(measure, _sum(then), _sum(early_then[0]) if early_then else None)
        if then is not None
        else None,
        _steps(question, now, then, early, early_then),
        _groups(question, now, then, early, early_then),
        blank=blank,
    )


def _sum(cells: Cells, step: date | None = None, name: str | None = None) -> Sums:
    whole = Sums()
    for (at, group), sums in cells.items():
        if (step is None or at == step) and (name is None or group == name):
            whole.add(sums)
    return whole


type Early = tuple[Cells, Cells]
"""The cells of the period before, whole; and those by step, one step earlier than asked."""


def _earlier(tables: Tables, question: Question) -> Early:
    first, last = before(question.first, question.last)
    whole = _cells(tables, replace(question, first=first, last=last, step="", against=""))[0]
    if not question.step:
        return whole, {}
    start = start_of(start_of(question.first, question.step) - timedelta(days=1), question.step)
    return whole, _cells(tables, replace(question, first=start, against=""))[0]


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


def _cells(tables: Tables, question: Question) -> tuple[Cells, int]:
    """Sums by step and group, and how many rows had no value to add."""
    measure = MEASURES[question.defined.growth_of] if question.defined.growth_of else question.defined
    cells: Cells = {}
    blank = 0
    for part, is_top in ((measure.top, True), (measure.below, False)):
        if part is None:
            continue
        for at, name, total, rows, empty in _aggregated(tables, question, measure, part):
            sums = cells.setdefault((at, name), Sums())
            if is_top:
                sums.top, sums.rows = total, rows
                blank += empty
            else:
                sums.below = total
    return cells, blank


def _aggregated(
    tables: Tables, question: Question, measure: Measure, part: Part
) -> list[tuple[date | None, str, float, int, int]]:
    found = _rows(tables, question, measure, part)
    keys: dict[str, Any] = {}
    if question.step and part.at and not part.is_state:
        keys["step"] = found[part.at].truncate(UNITS[question.step]).date()
    if question.split:
        keys["split"] = found[question.split].coalesce("")
    value = found[part.value].cast("float64") if part.value else None
    figures = {
        "total": found.count() if value is None else value.sum(),
        "row_count": found.count(),
        "blank": found.count() - (found.count() if value is None else value.count()),
    }
    grouped = found.group_by(**keys).aggregate(**figures) if keys else found.aggregate(**figures)
    return [
        (
            _day(row.get("step")),
            str(row.get("split") or ""),
            _number(row["total"]),
            int(row["row_count"]),
            int(row["blank"]),
        )
        for row in grouped.to_pyarrow().to_pylist()
    ]


def _rows(tables: Tables, question: Question, measure: Measure, part: Part) -> Any:
    """The rows of a part that the question is about."""
    asked = {question.split, *(name for name, _ in question.only)} - {""}
    found = tables.relation(part.of, frozenset(asked))
    conditions = [found[flag] for flag in part.where]
    if part.at:
        end = datetime.combine(question.last + timedelta(days=1), time())
        conditions.append(found[part.at] < end)
        if not part.is_state:
            conditions.append(found[part.at] >= datetime.combine(question.first, time()))
    conditions += [found[name].coalesce("").isin(list(values)) for name, values in question.only]
    return found.filter(reduce(and_, conditions)) if conditions else found


def _records(tables: Tables, question: Question) -> Answer:
    """The records behind the top of the measure, the largest first."""
    measure = MEASURES[question.defined.growth_of] if question.defined.growth_of else question.defined
    part = (
        measure.below
        if measure.below and measure.below.of == (measure.top or measure.below).of
        else measure.top
    )
    if part is None or measure.top is None:
        raise RuntimeError(f"{measure.name} has nothing to add up")
    part = replace(part, value=measure.top.value)
    found = _rows(tables, replace(question, split=""), measure, part)
    value = found[part.value].cast("float64") if part.value else found.count().over()
    at = found[part.at] if part.at else found["at"]
    listed = found.select(record="record", day=at.date(), amount=value if part.value else value * 0 + 1)
    total = listed.aggregate(total=listed.amount.sum(), row_count=listed.count()).to_pyarrow().to_pylist()[0]
    largest = listed.order_by([listed.amount.abs().desc(nulls_first=False), listed.record]).limit(
        MOST_RECORDS
    )
    rows = largest.to_pyarrow().to_pylist()
    sums = Sums(_number(total["total"]), 0.0, int(total["row_count"]))
    return Answer(
        question.measure,
        total=figure(replace(measure, below=None, factor=1.0), sums),
        records=tuple(
            Record(
                str(row["record"]), (_day(row["day"]) or question.first).isoformat(), _number(row["amount"])
            )
            for row in rows
        ),
    )


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _number(value: Any) -> float:
    return 0.0 if value is None or math.isnan(value) else float(value)
