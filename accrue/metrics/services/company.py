"""Questions about the whole company, for goals and baselines: whoever asks checks who may read the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accrue import clock
from accrue.metrics.models import MeasureAnswer
from accrue.metrics.services.answering import PLACE, facts_of_now, kept_answers
from accrue.metrics.services.exporting import refresh_facts
from accrue_facts.errors import FactsError
from accrue_facts.measures.answer import Answer
from accrue_facts.measures.question import Question


@dataclass(frozen=True, slots=True)
class Measured:
    """The answers in the order of their questions, an error where one makes no sense, and the facts they were read from."""

    answers: tuple[Answer | FactsError, ...]
    fingerprint: str


def company_answers(questions: Sequence[Question]) -> list[MeasureAnswer]:
    """What is kept for each question, in their order; what is missing or old the worker is asked for."""
    kept = kept_answers(questions)
    return [kept[question.key] for question in questions]


def measure_now(questions: Sequence[Question], *, is_fresh: bool = False) -> Measured:
    """Answer at once: in the worker only, for it loads the engine. `is_fresh`: on facts read now, else of the last minutes."""
    from accrue_facts.measures.asking import ask
    from accrue_facts.measures.engines import kept_tables

    snapshot = refresh_facts(place_name=PLACE) if is_fresh else facts_of_now(clock.now())
    found: list[Answer | FactsError] = []
    with kept_tables(snapshot.directory) as tables:
        for question in questions:
            try:
                found.append(ask(tables, question))
            except FactsError as error:
                found.append(error)
    return Measured(tuple(found), snapshot.fingerprint)
