"""Timed jobs of this area."""

from __future__ import annotations

from procrastinate.contrib.django import app

from accrue.operations import services


@app.task(
    name="operations.forget_old_failures", queue="schedule", queueing_lock="operations.forget_old_failures"
)
def forget_old_failures(timestamp: int) -> None:
    services.forget_old_failures()
