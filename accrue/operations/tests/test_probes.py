"""What machines are told."""

import pytest
from pydantic import SecretStr

from accrue.environment import environment

pytestmark = pytest.mark.django_db


def test_alive_says_no_more_than_that(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_ready(client):
    assert client.get("/readyz").json() == {"ready": True}


def test_not_ready_says_why_by_a_code(client, settings, monkeypatch):
    monkeypatch.setattr("accrue.operations.readiness.waiting_migrations", lambda: ["sales.0007_new"])
    response = client.get("/readyz")
    assert (response.status_code, response.json()["code"]) == (503, "operations.not_migrated")


@pytest.mark.parametrize(
    ("meta", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.7"}, 401),
        ({"REMOTE_ADDR": ""}, 401),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 401),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.7"}, 401),
    ],
)
def test_without_a_token_only_this_machine_reads_the_figures(client, meta, status):
    assert client.get("/metrics", **meta).status_code == status


@pytest.mark.parametrize(("given", "status"), [("s3cret", 200), ("wrong", 401), ("", 401), ("sécret", 401)])
def test_with_a_token_the_token_counts(client, monkeypatch, given, status):
    monkeypatch.setattr(environment, "metrics_token", SecretStr("s3cret"))
    assert client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {given}").status_code == status


def test_the_figures(client):
    text = client.get("/metrics").content.decode()
    assert "accrue_workers 0.0" in text
    assert "accrue_disk_free_bytes" in text
    assert "accrue_database_bytes" in text
