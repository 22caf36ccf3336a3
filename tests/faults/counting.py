"""A reaction whose effects and attempts can be counted; loaded into the processes of the fault tests."""

from __future__ import annotations

from django.db import connection

from accrue.events.catalogue import JobRunAgain
from accrue.events.models import Event
from accrue.events.reacting import reacts_to

TABLES = """
CREATE TABLE faults_effect (event_id bigint PRIMARY KEY);
CREATE TABLE faults_attempt (event_id bigint NOT NULL);
GRANT SELECT, INSERT ON faults_effect, faults_attempt TO accrue_app;
"""


@reacts_to(JobRunAgain)
def count_on_job_run_again(event: Event) -> None:
    """One effect by its natural key, as every reaction must have it; the attempts show what would be without."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_attempt VALUES (%s)", [event.pk])
        cursor.execute("INSERT INTO faults_effect VALUES (%s) ON CONFLICT DO NOTHING", [event.pk])
