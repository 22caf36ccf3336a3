"""Add up the parts of measures: what several questions want of the same relation is one aggregation."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Any

from accrue_facts.measures.answer import Cells, Sums
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import Measure, Part
from accrue_facts.measures.question import Question
from accrue_facts.measures.relations import Tables

UNITS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}

type Only = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Rows of one relation, grouped; `at` is the column of their time, empty where time does not matter."""

    of: str
    at: str
    step: str
    split: str
    only: Only

    @property
    def wanted(self) -> frozenset[str]:
        return frozenset({self.split, *(name for name, _ in self.only)} - {""})


@dataclass(frozen=True, slots=True)
class Column:
    """What is added up of the rows that lie between two days (both in it; None: no bound) and have every flag."""

    value: str
    where: tuple[str, ...]
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Cell:
    total: float
    rows: int
    blank: int


type Found = dict[tuple[date | None, str], Cell]


@dataclass(frozen=True, slots=True)
class Summed:
    """Sums by step and group, and how many rows had no value to add."""

    cells: Cells
    blank: int


def bare(question: Question) -> Question:
    """The question about the sums alone: of growth those of what grows, compared with nothing."""
    measure = question.defined.growth_of or question.measure
    return replace(question, measure=measure, against="", with_records=False)


def summed(tables: Tables, questions: Iterable[Question]) -> dict[Question, Summed]:
    """The sums of each question (`bare`), with one aggregation for all that are about the same rows and groups."""
    asked = list(dict.fromkeys(questions))
    queries: dict[Query, dict[Column, None]] = {}
    for question in asked:
        for part in parts(question.defined):
            query, column = of_part(question, part)
            queries.setdefault(query, {})[column] = None
    found = {query: _run(tables, query, list(columns)) for query, columns in queries.items()}
    return {question: _of_question(question, found) for question in asked}


def parts(measure: Measure) -> list[Part]:
    return [part for part in (measure.top, measure.below) if part is not None]


def of_part(question: Question, part: Part) -> tuple[Query, Column]:
    step = question.step if part.at and not part.is_state else ""
    first = question.first if part.at and not part.is_state else None
    query = Query(part.of, part.at, step, question.split, question.only)
    return query, Column(part.value, part.where, first, question.last if part.at else None)


def rows_of(tables: Tables, query: Query, columns: list[Column]) -> Any:
    """The rows of the relation between the earliest and the latest day asked for, of the groups asked for."""
    found = tables.relation(query.of, query.wanted)
    conditions = [found[name].coalesce("").isin(list(values)) for name, values in query.only]
    conditions += _between(
        found,
        query.at,
        None if any(one.first is None for one in columns) else min(one.first for one in columns if one.first),
        None if any(one.last is None for one in columns) else max(one.last for one in columns if one.last),
    )
    return found.filter(reduce(and_, conditions)) if conditions else found


def conditions_of(found: Any, at: str, column: Column) -> list[Any]:
    return [found[flag] for flag in column.where] + _between(found, at, column.first, column.last)


def _between(found: Any, at: str, first: date | None, last: date | None) -> list[Any]:
    conditions = []
    if last is not None:
        conditions.append(found[at] < datetime.combine(last + timedelta(days=1), time()))
    if first is not None:
        conditions.append(found[at] >= datetime.combine(first, time()))
    return conditions


def _run(tables: Tables, query: Query, columns: list[Column]) -> dict[Column, Found]:
    found = rows_of(tables, query, columns)
    keys: dict[str, Any] = {}
    if query.step:
        keys["step"] = found[query.at].truncate(UNITS[query.step]).date()
    if query.split:
        keys["split"] = found[query.split].coalesce("")
    figures: dict[str, Any] = {}
    for i, column in enumerate(columns):
        conditions = conditions_of(found, query.at, column)
        where = reduce(and_, conditions) if conditions else None
        figures[f"rows_{i}"] = found.count(where=where)
        if column.value:
            value = found[column.value].cast("float64")
            figures[f"total_{i}"] = value.sum(where=where)
            figures[f"known_{i}"] = value.count(where=where)
    grouped = found.group_by(**keys).aggregate(**figures) if keys else found.aggregate(**figures)
    told: dict[Column, Found] = {column: {} for column in columns}
    for row in grouped.to_pyarrow().to_pylist():
        at = day_of(row.get("step")), str(row.get("split") or "")
        for i, column in enumerate(columns):
            rows = int(row[f"rows_{i}"])
            if rows:
                total = number(row[f"total_{i}"]) if column.value else float(rows)
                known = int(row[f"known_{i}"]) if column.value else rows
                told[column][at] = Cell(total, rows, rows - known)
    return told


def _of_question(question: Question, found: dict[Query, dict[Column, Found]]) -> Summed:
    cells: Cells = {}
    blank = 0
    measure = question.defined
    for part, is_top in ((measure.top, True), (measure.below, False)):
        if part is None:
            continue
        query, column = of_part(question, part)
        for at, cell in found[query][column].items():
            sums = cells.setdefault(at, Sums())
            if is_top:
                sums.top, sums.rows = cell.total, cell.rows
                blank += cell.blank
            else:
                sums.below = cell.total
    return Summed(cells, blank)


def base_of(question: Question) -> Measure:
    """The measure that is added up: of growth the one that grows."""
    return MEASURES[question.defined.growth_of] if question.defined.growth_of else question.defined


def day_of(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def number(value: Any) -> float:
    return 0.0 if value is None or math.isnan(value) else float(value)
