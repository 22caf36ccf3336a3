"""The doctor sees each fault that is planted, and says how to mend it."""

import pytest

from accrue.environment import INSECURE_KEY, environment
from accrue.operations import checks
from accrue.operations.selectors import Disk
from tests.roles import as_owner

pytestmark = pytest.mark.django_db


def found(key):
    return next(finding for finding in checks.findings() if finding.key == key)


def plant_address(settings, monkeypatch):
    monkeypatch.setattr(environment, "site_url", "https://crm.example.org")


def plant_any_host(settings, monkeypatch):
    monkeypatch.setattr(environment, "allowed_hosts", ["*"])


def plant_plain_http(settings, monkeypatch):
    monkeypatch.setattr(environment, "site_url", "http://crm.example.org")
    monkeypatch.setattr(environment, "allowed_hosts", ["crm.example.org"])


def plant_known_key(settings, monkeypatch):
    settings.SECRET_KEY = INSECURE_KEY


def plant_debugging(settings, monkeypatch):
    settings.DEBUG = True


def plant_unbuilt_front_end(settings, monkeypatch):
    settings.DJANGO_VITE = {"default": {"manifest_path": "/nowhere/manifest.json"}}


def plant_no_pango(settings, monkeypatch):
    monkeypatch.setattr(checks, "PANGO", {"linux": ("libnowhere.so",), "darwin": ("libnowhere.dylib",)})


def plant_full_disk(settings, monkeypatch):
    monkeypatch.setattr("accrue.operations.selectors.disk", lambda: Disk("/data", 1_000_000, 10**12))


def plant_waiting_migration(settings, monkeypatch):
    monkeypatch.setattr("accrue.operations.database_checks.waiting_migrations", lambda: ["sales.0007_new"])


def plant_readable_key(settings, monkeypatch, tmp_path=None):
    (environment.home / "secret_key").write_text("x" * 60)
    (environment.home / "secret_key").chmod(0o644)


@pytest.mark.parametrize(
    ("plant", "key", "level"),
    [
        (plant_address, "address", "bad"),
        (plant_any_host, "address", "bad"),
        (plant_plain_http, "address", "warning"),
        (plant_known_key, "signing_key", "bad"),
        (plant_debugging, "debug", "warning"),
        (plant_unbuilt_front_end, "front_end", "bad"),
        (plant_no_pango, "pango", "warning"),
        (plant_full_disk, "disk", "bad"),
        (plant_waiting_migration, "migrations", "bad"),
        (plant_readable_key, "keys", "bad"),
    ],
)
def test_a_planted_fault_is_found_and_can_be_mended(plant, key, level, settings, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "home", tmp_path)
    assert found(key).level == "good" or key in {"front_end", "pango"}
    plant(settings, monkeypatch)
    finding = found(key)
    assert finding.level == level
    assert finding.mend


def test_history_that_can_be_changed_is_found():
    from django.db import connection

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("GRANT DELETE ON events_event TO accrue_app")
    assert found("history").level == "bad"
    assert "events_event" in found("history").says
