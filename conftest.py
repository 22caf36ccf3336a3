"""What every test may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """A database of this process' own; takes the place of pytest-django's, which migrates it every time."""
    from django.test import TransactionTestCase

    from tests.emptying import empty
    from tests.template import cloned

    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        cloned(),
        django_db_blocker.block(),
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty())
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Passwords are kept as in production, only at a thousandth of the work: each costs it 0.2 s on purpose."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    with pytest.MonkeyPatch.context() as patch:
        for parameter, value in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, parameter, value)
        yield


@pytest.fixture(scope="session", autouse=True)
def files_of_this_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Records of two processes' databases have the same numbers, and so their files the same names."""
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_read_once() -> Iterator[None]:
    """Every test client makes its own middleware, and WhiteNoise would read every file's header for each."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    read, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            read(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture
def work(db: None) -> Callable[[], int]:
    """Run every waiting job inside the test's own transaction; returns how many ran.

    The real worker, with its own connections, is tried by tests/faults.
    """
    from django.db import connection
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    def run() -> int:
        ran = 0
        while jobs := list(ProcrastinateJob.objects.filter(status="todo").order_by("pk")):
            for job in jobs:
                app.tasks[job.task_name].func(**job.args)
                with connection.cursor() as cursor:
                    cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
                ran += 1
        return ran

    return run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: one that came last would be waited for by a process that has nothing left to do."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
