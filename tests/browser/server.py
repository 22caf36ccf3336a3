"""A real server in a process of its own, on the test database and a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40  # seconds until the first answer, on a busy machine


@contextmanager
def served(database: dict[str, str], secret: str, home: Path) -> Iterator[str]:
    """The address of a server on the given database (Django's settings of it), which knows sessions signed with
    `secret`; stopped at the end."""
    port = _free_port()
    env = os.environ | {
        "ACCRUE_DATABASE_URL": _url(database),
        "ACCRUE_SECRET_KEY": secret,
        "ACCRUE_HOME": str(home),
        "ACCRUE_DATABASE_POOL": "4",
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asginl",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--workers",
        "1",
        "--workers-kill-timeout",
        "5",
        "--log-level",
        "warning",
        "--no-ws",
        "accrue.asgi:application",
    ]
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process, home / "server.log")
            yield address
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _url(database: dict[str, str]) -> str:
    host = {"host": database["HOST"], **({"port": database["PORT"]} if database.get("PORT") else {})}
    return f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?{urlencode(host)}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}:\n{log.read_text()}")
        try:
            urllib.request.urlopen(f"{address}/static/favicon.svg", timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer within {PATIENCE} s:\n{log.read_text()}")
