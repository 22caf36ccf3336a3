"""What a command does before it may use Django: a database, a signing key, the settings."""

import atexit
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType


def start(*, role: str = "app", home: Path | None = None) -> None:
    """Attach the database (the embedded one where none is named) and load Django.

    `role` is what the process becomes in the database: "app" for daily work, "owner" for changing its structure.
    The embedded server is let go when the process ends, also by SIGTERM.
    """
    if home is not None:
        os.environ["ACCRUE_HOME"] = os.path.abspath(home)
    os.environ["ACCRUE_DATABASE_ROLE"] = role
    from accrue.environment import environment

    if not environment.database_url:
        environment.database_url = os.environ["ACCRUE_DATABASE_URL"] = _lease(environment.home)
    environment.keep_signing_key()
    load()


def load() -> None:
    """Load Django alone; nothing asks the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accrue.settings")
    import django

    django.setup()


def _lease(home: Path) -> str:
    from accrue import embedded

    _end_by_exception()
    lease = embedded.ensure(home)
    atexit.register(lease.release)
    return lease.url


def _end_by_exception() -> None:
    """SIGTERM would end Python without a clean end; servers and workers replace this with their own handlers."""
    if (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    ):
        signal.signal(signal.SIGTERM, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
