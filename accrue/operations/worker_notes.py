"""The worker notes why a job failed, beside the queue, which keeps only that it did."""

from __future__ import annotations

import traceback
from typing import Any

from asgiref.sync import sync_to_async
from procrastinate import JobContext
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

from accrue.operations.services import note_failure


async def note_failures(call_next: AsyncCallNext, context: JobContext, worker: Worker) -> Any:
    """Runs around every job. The failure goes on to the queue, which decides whether to try again."""
    try:
        return await call_next()
    except Exception as error:
        assert context.job.id is not None  # noqa: S101  # a job that runs has one
        await sync_to_async(note_failure)(
            job_id=context.job.id,
            kind=type(error).__name__,
            reason=" ".join(str(error).split()),
            trace="".join(traceback.format_exception(error)),
        )
        raise
