"""What of this area is personal, whose it is and why."""

from __future__ import annotations

from accrue.events.data_map import Table, declare, declare_facts

declare(
    Table(
        model="operations.JobFailure",
        whose="person",
        sweep=True,
        personal={
            "reason": "what went wrong, which may name somebody",
            "trace": "where it went wrong, which may name somebody",
        },
        plain="job_id kind failed_at",
    ),
)
declare_facts(
    whose="",
    personal={},
    plain=("JobDiscarded.task,reason JobRunAgain.task"),
)
