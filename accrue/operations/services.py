"""What an administrator may do about jobs that failed."""

from __future__ import annotations

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation

from accrue import clock
from accrue.accounts.access import require
from accrue.accounts.models import User
from accrue.errors import Conflict
from accrue.events.catalogue import JobDiscarded, JobRunAgain
from accrue.events.services import record, record_many
from accrue.operations.models import JobFailure
from accrue.operations.selectors import KILLED, failed_jobs, what_it_does

AT_ONCE = 1_000


def note_failure(*, job_id: int, kind: str, reason: str, trace: str) -> None:
    """Keep why a job failed the last time; called by the worker."""
    JobFailure.objects.update_or_create(
        job_id=job_id,
        defaults={
            "kind": kind[:120],
            "reason": reason[:500],
            "trace": trace[-8_000:],
            "failed_at": clock.now(),
        },
    )


@transaction.atomic
def run_again(*, job_id: int, by: User) -> str:
    """Try a failed job once more; returns what it does. Raises Conflict where it did not fail (any more)."""
    require(by, "edit", "system")
    job = _locked(job_id)
    if not _retry(job):
        raise Conflict(
            "operations.job_waits_already", "The same job waits to run already. This one can be discarded."
        )
    record(JobRunAgain(job_id=job.pk, task=what_it_does(job)), actor=by)
    return what_it_does(job)


@transaction.atomic
def run_all_again(*, by: User) -> int:
    """Try up to a thousand failed jobs once more, the oldest first; returns how many.

    Those whose like waits already stay where they are.
    """
    require(by, "edit", "system")
    jobs = list(failed_jobs().order_by("pk").select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    jobs = [job for job in jobs if _retry(job)]
    record_many([JobRunAgain(job_id=job.pk, task=what_it_does(job)) for job in jobs], actor=by)
    return len(jobs)


@transaction.atomic
def discard_job(*, job_id: int, by: User) -> str:
    """Give a failed job up, for good; returns what it was to do."""
    require(by, "delete", "system")
    job = _locked(job_id)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
    JobFailure.objects.filter(pk=job.pk).delete()
    reason = getattr(job, "reason", None) or KILLED
    record(JobDiscarded(job_id=job.pk, task=what_it_does(job), reason=reason), actor=by)
    return what_it_does(job)


def forget_old_failures() -> int:
    """Drop the reasons of jobs that the queue no longer knows; returns how many."""
    known = ProcrastinateJob.objects.filter(status__in=["todo", "doing", "failed"]).values("pk")
    return JobFailure.objects.exclude(pk__in=known).delete()[0]


def _locked(job_id: int) -> ProcrastinateJob:
    job = failed_jobs().filter(pk=job_id).select_for_update(of=("self",)).first()
    if job is None:
        raise Conflict(
            "operations.job_not_failed", "This job is not among the failed ones any more. Reload the page."
        )
    return job


def _retry(job: ProcrastinateJob) -> bool:
    """False where the queue refuses it, because a job with the same queueing lock waits."""
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job.pk, retry_at=clock.now())
    except UniqueViolation:
        return False
    return True
