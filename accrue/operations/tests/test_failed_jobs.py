"""Jobs that failed wait for an administrator, who runs them again or gives them up; both are facts."""

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.errors import Conflict, Forbidden
from accrue.events.models import Event
from accrue.operations import services
from accrue.operations.models import JobFailure
from accrue.operations.selectors import KILLED

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return person("administrator")


def person(role):
    ensure_built_in_roles()
    return create_user(
        email=f"{role}@example.org",
        name=role.title(),
        password="correct-horse-battery-staple-9",
        roles=[role],
    )


@pytest.fixture
def failed():
    def make(why="The mail server said 550", lock=None):
        job_id = app.configure_task("events.react", queue="reactions", queueing_lock=lock).defer(
            reaction="sales.open_lead", event_ids=[1, 2]
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'failed', attempts = 6 WHERE id = %s", [job_id]
            )
        if why:
            services.note_failure(job_id=job_id, kind="RefusedError", reason=why, trace="Traceback …")
        return job_id

    return make


def status(job_id):
    job = ProcrastinateJob.objects.filter(pk=job_id).first()
    return job.status if job else None


def test_a_job_is_tried_once_more(failed, administrator):
    job_id = failed()
    services.run_again(job_id=job_id, by=administrator)
    assert status(job_id) == "todo"
    event = Event.objects.get(name="JobRunAgain")
    assert (event.actor, event.data["job_id"]) == (administrator, job_id)


def test_all_are_tried_once_more(failed, administrator):
    jobs = [failed(), failed(), failed()]
    assert services.run_all_again(by=administrator) == 3
    assert [status(job) for job in jobs] == ["todo"] * 3
    assert Event.objects.filter(name="JobRunAgain").count() == 3
    assert services.run_all_again(by=administrator) == 0


def test_a_job_whose_like_waits_is_left_and_said_so(failed, administrator):
    first, second = failed(lock="nightly"), failed(lock="nightly")
    assert services.run_all_again(by=administrator) == 1
    assert (status(first), status(second)) == ("todo", "failed")
    with pytest.raises(Conflict, match="waits to run already"):
        services.run_again(job_id=second, by=administrator)


def test_a_discarded_job_is_gone_and_the_fact_says_why(failed, administrator):
    job_id = failed("The mail server said 550")
    services.discard_job(job_id=job_id, by=administrator)
    assert status(job_id) is None
    assert not JobFailure.objects.filter(pk=job_id).exists()
    assert Event.objects.get(name="JobDiscarded").data["reason"] == "The mail server said 550"


def test_what_did_not_fail_is_left_alone(administrator):
    job_id = app.configure_task("events.delete_old_jobs").defer(timestamp=1)
    for act in (services.run_again, services.discard_job):
        with pytest.raises(Conflict):
            act(job_id=job_id, by=administrator)
    assert status(job_id) == "todo"


@pytest.mark.parametrize("act", [services.run_again, services.discard_job])
def test_nobody_else_may(failed, act):
    job_id = failed()
    with pytest.raises(Forbidden):
        act(job_id=job_id, by=person("manager"))
    assert status(job_id) == "failed"


def test_reasons_of_forgotten_jobs_are_dropped(failed):
    kept = failed()
    services.note_failure(job_id=987_654_321, kind="OSError", reason="gone", trace="")
    assert services.forget_old_failures() == 1
    assert list(JobFailure.objects.values_list("pk", flat=True)) == [kept]


def test_the_page_shows_the_reason_and_acts(client, failed, administrator):
    client.force_login(administrator)
    job_id, killed = failed("<b>550</b>"), failed(why="")
    page = client.get("/health/jobs/").content.decode()
    assert "&lt;b&gt;550&lt;/b&gt;" in page
    assert KILLED in page
    answer = client.post(f"/health/jobs/{job_id}/run-again/", HTTP_HX_REQUEST="true").content.decode()
    assert f"job-{job_id}" not in answer
    assert f"job-{killed}" in answer
    assert "runs again" in answer
    assert client.post(f"/health/jobs/{job_id}/discard/").status_code == 409


def test_the_page_finds(client, failed, administrator):
    client.force_login(administrator)
    failed("the disk is full")
    other = failed("no route to host")
    page = client.get("/health/jobs/", {"q": "ROUTE"}).content.decode()
    assert f"job-{other}" in page
    assert "the disk is full" not in page
    assert "No failed jobs match" in client.get("/health/jobs/", {"q": "zzz"}).content.decode()


def test_an_empty_page_says_what_will_appear(client, administrator):
    client.force_login(administrator)
    assert "A job that fails six times appears here" in client.get("/health/jobs/").content.decode()


def test_health_shows_queues_and_findings(client, failed, administrator):
    failed()
    app.configure_task("events.delete_old_jobs", queue="reports").defer(timestamp=1)
    client.force_login(administrator)
    page = client.get("/health/").content.decode()
    for said in (
        "reports",
        "None is running, so jobs wait.",
        "events.retry_stalled_jobs",
        "1 wait for a decision.",
    ):
        assert said in page
