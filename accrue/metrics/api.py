"""Measures for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from accrue.accounts.rest import actor_of
from accrue.errors import AccrueError
from accrue.metrics.asking import asked
from accrue.metrics.reach import require_measures
from accrue.metrics.services import ask_measures
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.definition import Measure

router = Router(tags=["measures"])


class MeasureOut(Schema):
    """What a measure means. `direction` says which way is good."""

    name: str
    label: str
    group: str
    question: str
    formula: str
    unit: str
    grain: str
    direction: str
    dimensions: list[str]
    tables: list[str]


class MeasuresOut(Schema):
    items: list[MeasureOut]


class AnswerOut(Schema):
    """While `state` is `waiting` the worker is at it: ask again. `answer` is null until there is one.

    In it `total` and `against` hold `value` (null where there is nothing to divide by), `top` and `below`, the sums it is
    made of, and `rows`; `steps` and `groups` hold such figures by name; `missing` names a table that holds nothing yet.
    """

    measure: MeasureOut
    question: dict[str, Any]
    state: Literal["waiting", "ready", "failed"]
    as_of: str | None
    error: str
    answer: dict[str, Any] | None


@router.get("/measures", response={200: MeasuresOut}, summary="Measures")
def list_measures(request: HttpRequest) -> dict[str, list[Measure]]:
    require_measures(actor_of(request))
    return {"items": list(MEASURES.values())}


@router.get("/measures/{slug:name}", response={200: AnswerOut}, summary="Ask a measure")
def ask_measure(
    request: HttpRequest,
    name: str,
    first: date,
    last: date,
    step: str = "",
    split: str = "",
    against: str = "",
    only: Annotated[list[str], Query()] = [],  # noqa: B006  (read, never changed)
) -> dict[str, object]:
    """`only` is a dimension and a value, such as `team=North`, and may be repeated."""
    actor = actor_of(request)
    require_measures(actor)
    question = asked(name, first=first, last=last, step=step, split=split, against=against, only=only)
    kept = ask_measures(actor=actor, questions=[question])[0]
    if isinstance(kept, AccrueError):
        raise kept
    return {
        "measure": question.defined,
        "question": kept.question,
        "state": "waiting" if kept.is_waiting else "failed" if kept.error else "ready",
        "as_of": kept.answered_at.isoformat() if kept.answered_at else None,
        "error": kept.error,
        "answer": kept.answer,
    }
