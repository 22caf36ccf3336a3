"""Questions as addresses ask them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from django.http import QueryDict

from accrue import clock
from accrue.errors import Invalid, Missing
from accrue.metrics.periods import PERIODS, USUAL, days_of
from accrue_facts.errors import FactsError
from accrue_facts.measures.catalogue import MEASURES
from accrue_facts.measures.question import AGAINST, STEPS, Against, Question, StepName, check


def asked(
    name: str,
    *,
    first: date,
    last: date,
    step: str = "",
    split: str = "",
    against: str = "",
    only: Iterable[str] = (),
    with_records: bool = False,
) -> Question:
    """A question that makes sense. Missing where there is no such measure, Invalid where it is asked amiss."""
    if name not in MEASURES:
        raise Missing("metrics.no_such_measure", "There is no such measure.")
    question = Question(name, first, last, _step(step), split, only_of(only), _against(against), with_records)
    try:
        check(question)
    except FactsError as error:
        raise Invalid("metrics.bad_question", str(error)) from None
    return question


def only_of(texts: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`team=North`, perhaps several: of one dimension any of them, of several all. Nothing after = are those without."""
    found: dict[str, set[str]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise Invalid("metrics.bad_filter", f"Write a filter as team=North, not {text}.")
        found.setdefault(name, set()).add(value)
    return tuple((name, tuple(sorted(values))) for name, values in sorted(found.items()))


def days_from(asked_for: QueryDict) -> tuple[str, date, date]:
    """The period's name (empty for days of one's own) and its first and last day, as a page's address names them."""
    first, last = _day(asked_for, "from"), _day(asked_for, "to")
    if first and last:
        return "", first, last
    period = asked_for.get("period", USUAL)
    period = period if period in PERIODS else USUAL
    return period, *days_of(period, clock.now().date())


def _day(asked_for: QueryDict, name: str) -> date | None:
    text = asked_for.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("metrics.bad_day", f"Write a day as 2026-04-30, not {text}.") from None


def _step(text: str) -> StepName:
    if text and text not in STEPS:
        raise Invalid("metrics.bad_step", f"The step is one of {', '.join(STEPS)}.")
    return cast(StepName, text)


def _against(text: str) -> Against:
    if text and text not in AGAINST:
        raise Invalid("metrics.bad_comparison", f"Compare with one of {', '.join(AGAINST)}.")
    return cast(Against, text)
