"""A small company of the demo, a real server and a real worker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection, transaction

from accrue import clock
from accrue.accounts.services import ensure_built_in_roles
from accrue.demo.company import found_company
from accrue.demo.people import Staff
from accrue.demo.simulation import SEQUENCES, Settings
from tests.browser.conftest import axe, chromium, live, open_page, server  # noqa: F401  (fixtures)
from tests.browser.server import ROOT, _url

PASSWORD = "demo-journey-password-7"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in str(item.fspath):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture
def staff(live: str) -> Staff:  # noqa: F811
    """The people of a company of 600 customers; the effect is as large as in the demo."""
    sequences = tuple(replace(sequence, people=sequence.people // 5) for sequence in SEQUENCES)
    settings = Settings(7, clock.now().date(), people=600, companies=60, sequences=sequences)
    with transaction.atomic():
        ensure_built_in_roles()
        return found_company(settings, PASSWORD, lambda step, share: None)


@pytest.fixture
def worker(staff: Staff, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """`accrue worker`, on the test's database."""
    from django.conf import settings

    home = tmp_path_factory.mktemp("worker")
    environment = os.environ | {
        "ACCRUE_DATABASE_URL": _url(connection.settings_dict),
        "ACCRUE_SECRET_KEY": settings.SECRET_KEY,
        "ACCRUE_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from accrue.cli import main; main()", "worker"]
    with (home / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        yield
        process.terminate()
        try:
            process.wait(25)
        except subprocess.TimeoutExpired:
            process.kill()
