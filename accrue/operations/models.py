from __future__ import annotations

from django.db import models


class JobFailure(models.Model):
    """Why a job failed the last time it was tried; the queue itself keeps no reasons.

    `job_id` is the queue's own number, without a constraint: the queue deletes its rows by itself.
    """

    job_id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=120)
    reason = models.CharField(max_length=500)
    trace = models.TextField()
    failed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"job {self.job_id}: {self.kind}"
