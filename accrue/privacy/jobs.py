from __future__ import annotations

from procrastinate.contrib.django import app

from accrue.events.delivery import PATIENT
from accrue.privacy.services import erasing, exporting, retaining


@app.task(name=erasing.JOB, queue="privacy", lock="privacy.erase", retry=PATIENT)
def erase(erasure_id: int) -> None:
    erasing.erase(erasure_id=erasure_id)


@app.task(name=exporting.JOB, queue="privacy", retry=PATIENT)
def export(export_id: int) -> None:
    exporting.write_export(export_id=export_id)


@app.task(name="privacy.run_rules", queue="schedule", queueing_lock="privacy.run_rules")
def run_rules(timestamp: int = 0) -> None:
    """Plan whom the rules find, keep who is needed again, and erase whose time has come; drop old exports."""
    retaining.run_rules()
    exporting.forget_old_exports()
