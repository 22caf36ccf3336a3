"""How the house is: the database, the workers, the queue, the timetable, the disk."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import (
    ProcrastinateJob,
    ProcrastinatePeriodicDefer,
    ProcrastinateWorker,
)

from accrue import clock
from accrue.environment import environment
from accrue.operations.models import JobFailure

KILLED = "The worker was killed while it ran, and so were those that tried again."


@dataclass(frozen=True)
class Database:
    version: str
    size: int  # bytes
    connections: int
    allowed: int


@dataclass(frozen=True)
class Queue:
    name: str
    waiting: int
    running: int
    failed: int
    oldest: datetime | None  # since when the oldest that could run waits


@dataclass(frozen=True)
class Timed:
    name: str
    cron: str
    last: datetime | None
    status: str  # of the job it made last, "" where it never ran or is forgotten


@dataclass(frozen=True)
class Disk:
    place: str
    free: int  # bytes
    total: int

    @property
    def is_low(self) -> bool:
        return self.free < max(1 << 30, self.total // 50)


def database() -> Database:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT current_setting('server_version'), pg_database_size(current_database()),
                      (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
                      current_setting('max_connections')::int"""
        )
        return Database(*cursor.fetchone())


def workers() -> list[datetime]:
    """When each worker that is alive was last heard of."""
    alive_since = clock.now() - timedelta(
        seconds=settings.PROCRASTINATE_WORKER_DEFAULTS["stalled_worker_timeout"]
    )
    beats = ProcrastinateWorker.objects.filter(last_heartbeat__gte=alive_since)
    return list(beats.order_by("-last_heartbeat").values_list("last_heartbeat", flat=True))


def queues() -> list[Queue]:
    """Every queue that has something to do, or that failed."""
    now = clock.now()
    due = Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=now))
    rows = (
        ProcrastinateJob.objects.filter(status__in=["todo", "doing", "failed"])
        .values("queue_name")
        .annotate(
            waiting=Count("pk", filter=Q(status="todo")),
            running=Count("pk", filter=Q(status="doing")),
            failed=Count("pk", filter=Q(status="failed")),
            first=Min("pk", filter=due),
        )
        .order_by("queue_name")
    )
    since = _deferred_at([row["first"] for row in rows if row["first"]])
    return [
        Queue(row["queue_name"], row["waiting"], row["running"], row["failed"], since.get(row["first"]))
        for row in rows
    ]


def _deferred_at(job_ids: list[int]) -> Mapping[int, datetime]:
    jobs = ProcrastinateJob.objects.filter(pk__in=job_ids).annotate(at=Max("procrastinateevent__at"))
    return {job.pk: job.scheduled_at or job.at for job in jobs}


def timetable() -> list[Timed]:
    """Every timed job with its last run."""
    last = {
        row["periodic_id"]: (row["stamp"], row["status"])
        for row in ProcrastinatePeriodicDefer.objects.annotate(
            stamp=F("defer_timestamp"), status=F("job__status")
        )
        .order_by("periodic_id", "-defer_timestamp")
        .distinct("periodic_id")
        .values("periodic_id", "stamp", "status")
    }
    tasks = sorted(app.periodic_registry.periodic_tasks.values(), key=lambda task: task.periodic_id)
    return [_timed(t.periodic_id, t.cron, *last.get(t.periodic_id, (None, None))) for t in tasks]


def _timed(name: str, cron: str, stamp: int | None, status: str | None) -> Timed:
    return Timed(name, cron, datetime.fromtimestamp(stamp, UTC) if stamp else None, status or "")


def disk() -> Disk:
    """Of the file system that holds ACCRUE_HOME."""
    place = environment.home if environment.home.exists() else environment.home.parent
    usage = shutil.disk_usage(place)
    return Disk(str(environment.home), usage.free, usage.total)


def failed_jobs() -> QuerySet[ProcrastinateJob]:
    """Dead letters: jobs that will not be tried again unless somebody says so, with `reason` and `failed_at`."""
    why = JobFailure.objects.filter(pk=OuterRef("pk"))
    found: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.filter(status="failed").annotate(
        reason=Subquery(why.values("reason")[:1]),
        kind=Subquery(why.values("kind")[:1]),
        failed_at=Subquery(why.values("failed_at")[:1]),
    )
    return found


def matching(jobs: QuerySet[ProcrastinateJob], q: str) -> QuerySet[ProcrastinateJob]:
    """Those whose task, kind of failure or reason holds `q`."""
    said = JobFailure.objects.filter(Q(reason__icontains=q) | Q(kind__icontains=q)).values("pk")
    found: QuerySet[ProcrastinateJob] = jobs.filter(
        Q(task_name__icontains=q) | Q(args__reaction__icontains=q) | Q(pk__in=said)
    )
    return found


def what_it_does(job: ProcrastinateJob) -> str:
    """A job's task in a line: of a reaction, which one and for how many facts."""
    reaction, events = job.args.get("reaction"), job.args.get("event_ids")
    if reaction and isinstance(events, list):
        return f"{reaction} for {len(events)} fact{'' if len(events) == 1 else 's'}"
    return str(job.task_name)
