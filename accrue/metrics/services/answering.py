"""Questions to measures: asked by pages and programs, answered by the worker, and kept."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import F, Q
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accrue import clock
from accrue.accounts.models import User
from accrue.environment import environment
from accrue.errors import AccrueError, Invalid
from accrue.metrics.models import MeasureAnswer
from accrue.metrics.reach import names_of_teams, require_measures, within_reach
from accrue.metrics.services.exporting import Snapshot, refresh_facts
from accrue_facts.errors import FactsError
from accrue_facts.measures.question import Question, check, from_plain

log = structlog.get_logger(__name__)

if TYPE_CHECKING:
    from accrue_facts.measures.relations import Tables

JOB = "metrics.answer_measures"
PLACE = "measured"
MARK = "programme.toml"
"""Its time is when the facts were of: the folder's own changes with what is worked out of them."""
FRESH = timedelta(minutes=15)
LOST = timedelta(minutes=1)
FORGOTTEN = timedelta(days=30)
NOT_WORKED_OUT = "This could not be worked out. An administrator finds the reason among the failed jobs."


def ask_measures(*, actor: User, questions: Sequence[Question]) -> list[MeasureAnswer | AccrueError]:
    """What is kept for each question, in their order, or why the actor gets none. What is missing or older than
    15 minutes the worker is asked for; until then the old answer stands, or one that is waiting.
    """
    require_measures(actor)
    teams = names_of_teams(actor)
    found: list[Question | AccrueError] = []
    for question in questions:
        try:
            check(question)
            found.append(within_reach(actor, question, teams))
        except FactsError as error:
            found.append(Invalid("metrics.bad_question", str(error)))
        except AccrueError as error:
            found.append(error)
    kept = kept_answers([one for one in found if isinstance(one, Question)])
    return [kept[one.key] if isinstance(one, Question) else one for one in found]


def kept_answers(questions: Sequence[Question]) -> dict[str, MeasureAnswer]:
    """By the questions' keys, however far anybody sees; what is missing or old the worker is asked for."""
    by_key = {question.key: question for question in questions}
    now = clock.now()
    held = {one.key: one for one in MeasureAnswer.objects.filter(key__in=by_key)}
    new = [
        MeasureAnswer(key=key, question=q.to_plain(), asked_at=now)
        for key, q in by_key.items()
        if key not in held
    ]
    old = [one for one in held.values() if _is_old(one, now)]
    lost = any(one.is_waiting and one.asked_at < now - LOST for one in held.values())
    if not (new or old or lost):
        return held
    with transaction.atomic():
        if new:
            MeasureAnswer.objects.bulk_create(new, ignore_conflicts=True)
        if old:
            MeasureAnswer.objects.filter(pk__in=[one.pk for one in old]).update(asked_at=now)
        _let_answer()
    return held | {one.key: one for one in new}


def _let_answer() -> None:
    """Once, however many questions wait."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(JOB).defer()


def _is_old(one: MeasureAnswer, now: datetime) -> bool:
    return one.answered_at is not None and one.answered_at < now - FRESH and one.asked_at <= one.answered_at


def answer_measures() -> int:
    """Answer every question that waits, and say how many. Runs in the worker, one at a time."""
    from accrue_facts.measures.engines import kept_tables, tables_in

    MeasureAnswer.objects.filter(asked_at__lt=clock.now() - FORGOTTEN).delete()
    pending = list(
        MeasureAnswer.objects.filter(Q(answered_at=None) | Q(answered_at__lt=F("asked_at"))).order_by(
            "asked_at", "pk"
        )
    )
    if not pending:
        return 0
    started = clock.now()
    try:
        snapshot = facts_of_now(started)
    except (AccrueError, FactsError) as error:
        for one in pending:
            _keep(one, started, error=str(error))
        return len(pending)
    unchanged = [one for one in pending if one.fingerprint == snapshot.fingerprint and one.answer is not None]
    for one in unchanged:
        _keep(one, started, answer=one.answer, fingerprint=snapshot.fingerprint)
    asked = [one for one in pending if one not in unchanged]
    if not asked:
        return len(pending)
    engine = environment.measures_engine
    directory = snapshot.directory
    try:
        with kept_tables(directory) if engine == "duckdb" else tables_in(directory, engine) as tables:
            _answer_all(tables, asked, started, snapshot.fingerprint)
    except FactsError as error:
        for one in asked:
            _keep(one, started, error=str(error))
    return len(pending)


def _answer_all(tables: Tables, asked: Sequence[MeasureAnswer], started: datetime, fingerprint: str) -> None:
    """All at once; where that fails one by one, so that only the question at fault goes without an answer."""
    from accrue_facts.measures.asking import ask, ask_all

    try:
        answers = ask_all(tables, [from_plain(one.question) for one in asked])
    except Exception:
        log.warning("measures.asked_one_by_one", questions=len(asked), exc_info=True)
        for one in asked:
            try:
                answer = ask(tables, from_plain(one.question))
            except FactsError as error:
                _keep(one, started, error=str(error))
            except Exception:
                _keep(one, started, error=NOT_WORKED_OUT)
                raise
            else:
                _keep(one, started, answer=answer.to_plain(), fingerprint=fingerprint)
        return
    for one, answer in zip(asked, answers, strict=True):
        _keep(one, started, answer=answer.to_plain(), fingerprint=fingerprint)


def _keep(
    one: MeasureAnswer,
    at: datetime,
    *,
    answer: dict[str, object] | None = None,
    fingerprint: str = "",
    error: str = "",
) -> None:
    """`at` is when the answering began: what is asked anew meanwhile is answered anew."""
    at = max(at, one.asked_at)
    MeasureAnswer.objects.filter(pk=one.pk).update(
        answer=answer, fingerprint=fingerprint, error=error, answered_at=at
    )


def facts_of_now(now: datetime) -> Snapshot:
    """The facts kept for measures where they are fresh, else exported anew; older ones go."""
    kept = environment.home / PLACE
    for folder in kept.iterdir() if kept.is_dir() else ():
        mark = folder / MARK
        if folder.name.startswith(".") or not mark.exists():
            continue
        if now - FRESH < datetime.fromtimestamp(mark.stat().st_mtime, UTC) <= now:
            return Snapshot(folder, folder.name, {})
    snapshot = refresh_facts(place_name=PLACE)
    os.utime(snapshot.directory / MARK)
    for folder in kept.iterdir():
        if folder != snapshot.directory and _is_left(folder, now):
            shutil.rmtree(folder, ignore_errors=True)
    return snapshot


def _is_left(folder: Path, now: datetime) -> bool:
    """Whether nobody reads it any more: another process may have begun just before it grew old."""
    mark = folder / MARK
    seen = (mark if mark.exists() else folder).stat().st_mtime
    return datetime.fromtimestamp(seen, UTC) < now - 2 * FRESH
