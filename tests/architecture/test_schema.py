"""Every model has its migration, and the settings of a production start have no warning."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

from django.core.management import call_command

ROOT = Path(__file__).parents[2]


def test_every_model_has_its_migration(db, capsys):
    call_command("makemigrations", "--check", "--dry-run")
    assert "No changes detected" in capsys.readouterr().out


def test_a_production_start_has_no_warning():
    settings = {
        "ACCRUE_HTTPS": "1",
        "ACCRUE_ALLOWED_HOSTS": "crm.example.org",
        "ACCRUE_EMAIL_URL": "smtp://mail.example.org",
        "ACCRUE_SECRET_KEY": secrets.token_urlsafe(64),
        "DJANGO_SETTINGS_MODULE": "accrue.settings",
    }
    of_tests = {"DJANGO_ALLOW_ASYNC_UNSAFE"}  # the browser's tests set it for this process
    said = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key not in of_tests} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
