from __future__ import annotations

from datetime import date

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accrue import clock
from accrue.accounts.models import Team, User
from accrue.errors import AccrueError
from accrue.events.delivery import PATIENT
from accrue.events.models import Progress
from accrue.events.outgoing import MOST_ATTEMPTS
from accrue.events.services import advance_progress, finish_progress
from accrue.roi.models import Programme, Statement
from accrue.roi.selectors.sending import due_slot
from accrue.roi.services.alerts import JOB as WARN
from accrue.roi.services.alerts import tell_alert, watch
from accrue.roi.services.baselines import JOB as FREEZE
from accrue.roi.services.baselines import Asked, freeze_baseline
from accrue.roi.services.comments import JOB as TELL
from accrue.roi.services.comments import tell_mentioned
from accrue.roi.services.files import JOB as FILE
from accrue.roi.services.files import address_of, write_file
from accrue.roi.services.printing import JOB as PRINT
from accrue.roi.services.printing import write_pdf
from accrue.roi.services.sending import JOB as SEND
from accrue.roi.services.sending import answer_slot, send_mail
from accrue.roi.services.statements import JOB as DRAW
from accrue.roi.services.statements import STEPS, draw_statement
from accrue_facts.errors import FactsError


@app.task(name=DRAW, queue="statements", lock="roi.draw_statement")
def draw(progress_id: int, actor_id: int | None, start: str | None = None, end: str | None = None) -> None:
    """Draw a statement and say how far it is. What the data cannot carry is told, not tried again."""
    from django.urls import reverse

    progress = Progress.objects.get(pk=progress_id)
    if progress.is_over:
        return
    try:
        outcome = draw_statement(
            actor=User.objects.get(pk=actor_id) if actor_id else None,
            start=date.fromisoformat(start) if start else None,
            end=date.fromisoformat(end) if end else None,
            tell=lambda step, done, total: advance_progress(progress, done=done, total=total, step=step),
        )
    except (AccrueError, FactsError) as error:
        finish_progress(progress, error=str(error))
        return
    except Exception:
        finish_progress(
            progress,
            error="The statement could not be drawn. An administrator finds the reason among the failed jobs.",
        )
        raise
    write.defer(statement_id=outcome.statement.pk)
    address = reverse("roi:statement", args=[outcome.statement.number])
    advance_progress(progress, done=STEPS, step="Done")
    finish_progress(progress, result_url=address if outcome.is_new else f"{address}?unchanged=1")


@app.task(name=FREEZE, queue="statements", lock=FREEZE)
def freeze(
    progress_id: int,
    actor_id: int,
    measure: str,
    starts_on: str,
    ends_on: str,
    team_id: int | None,
    dimension: str,
    dimension_value: str,
) -> None:
    """Measure a window and freeze it. What the data cannot carry is told, not tried again."""
    from django.urls import reverse

    progress = Progress.objects.get(pk=progress_id)
    if progress.is_over:
        return
    team = Team.objects.get(pk=team_id) if team_id else None
    window = (date.fromisoformat(starts_on), date.fromisoformat(ends_on))
    asked = Asked(measure, *window, team, dimension, dimension_value)
    try:
        freeze_baseline(actor=User.objects.get(pk=actor_id), asked=asked)
    except (AccrueError, FactsError) as error:
        finish_progress(progress, error=" ".join([str(error), *getattr(error, "fields", {}).values()]))
        return
    except Exception:
        finish_progress(
            progress,
            error="The baseline could not be measured. An administrator finds the reason among the failed jobs.",
        )
        raise
    finish_progress(progress, result_url=reverse("roi:baselines"))


@app.task(name=PRINT, queue="statements")
def write(statement_id: int, progress_id: int | None = None) -> None:
    """Write the PDF of a statement; with a progress somebody waits for it."""
    from django.urls import reverse

    statement = Statement.objects.get(pk=statement_id)
    progress = Progress.objects.filter(pk=progress_id).first() if progress_id else None
    try:
        write_pdf(statement=statement)
    except Exception as error:
        if progress is None or not isinstance(error, AccrueError):
            if progress:
                finish_progress(progress, error="The PDF could not be written.")
            raise
        finish_progress(progress, error=error.message)
        return
    if progress:
        finish_progress(progress, result_url=reverse("roi:pdf", args=[statement.number]))


@app.task(name=FILE, queue="statements")
def write_as(statement_id: int, form: str, progress_id: int) -> None:
    """Write a statement as a workbook or as slides for somebody who waits for it."""
    statement, progress = Statement.objects.get(pk=statement_id), Progress.objects.get(pk=progress_id)
    if progress.is_over:
        return
    try:
        write_file(statement=statement, form=form)
    except Exception:
        finish_progress(
            progress,
            error="The file could not be written. An administrator finds the reason among the failed jobs.",
        )
        raise
    finish_progress(progress, result_url=address_of(statement.number, form))


@app.task(
    name="roi.draw_due_statements",
    queue="schedule",
    queueing_lock="roi.draw_due_statements",
    lock="roi.draw_statement",
)
def draw_due_statements(timestamp: int = 0) -> None:
    """Once a week, by itself. Where nothing changed no new statement is kept."""
    if not Programme.objects.exists():
        return
    outcome = draw_statement(actor=None)
    if outcome.is_new:
        write.defer(statement_id=outcome.statement.pk)


@app.task(
    name="roi.send_due_statements",
    queue="schedule",
    queueing_lock="roi.send_due_statements",
    lock="roi.draw_statement",
)
def send_due_statements(timestamp: int = 0) -> None:
    """Every hour: where the schedule is due, draw and send. A crash leaves the slot unanswered for the next hour."""
    at = due_slot(clock.now())
    if at is None or not Programme.objects.exists():
        return
    outcome = draw_statement(actor=None)
    answer_slot(at=at, statement=outcome.statement, is_new=outcome.is_new)


@app.task(name=SEND, queue="mail", retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=5))
def send_statement_mail(mail_id: int) -> None:
    send_mail(mail_id=mail_id)


@app.task(name=TELL, queue="mail", retry=PATIENT)
def tell_somebody_mentioned(mention_id: int) -> None:
    tell_mentioned(mention_id=mention_id)


@app.task(name="roi.watch", queue="schedule", queueing_lock="roi.watch", lock="roi.watch")
def watch_goals_and_budgets(timestamp: int = 0) -> None:
    """Every morning: what left its track or its budget, and what is back."""
    watch()


@app.task(name=WARN, queue="mail", retry=PATIENT)
def tell_of_alert(notice_id: int) -> None:
    tell_alert(notice_id=notice_id)
