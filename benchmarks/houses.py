"""A database of its own for a run, seeded, and servers on it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@contextmanager
def prepared(rows: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """A seeded database: the process id of its server, and what the seed says."""
    with tempfile.TemporaryDirectory(prefix="accrue-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        with empty_database(home) as url:
            before = dict(os.environ)
            server = postmaster(url)
            os.environ |= {
                "ACCRUE_HOME": str(home),
                "ACCRUE_DATABASE_URL": url,
                "ACCRUE_SECRET_KEY": "b" * 64,
                "DJANGO_SETTINGS_MODULE": "accrue.settings",
            }
            say(
                f"Seeding {rows:,} people, {rows // 5:,} companies, {rows * 3 // 10:,} deals, {rows * 3:,} facts …"
            )
            python("from accrue.cli import main; main()", "migrate")
            began = time.monotonic()
            seeded = json.loads(module("benchmarks.seed", "benchmarks.floor.settings", "owner", str(rows)))
            say(f"… in {time.monotonic() - began:.0f} s.")
            try:
                yield server, seeded
            finally:
                os.environ.clear()
                os.environ.update(before)


def say(text: str) -> None:
    print(text, flush=True)


def python(code: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)


def module(name: str, settings: str, role: str, *arguments: str) -> str:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings, "ACCRUE_DATABASE_ROLE": role}
    command = [sys.executable, "-m", name, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def empty_database(home: Path) -> Iterator[str]:
    """The URL of a database of this run's own: the embedded one, or one on the server that ACCRUE_DATABASE_URL names."""
    import psycopg
    from psycopg import sql

    from accrue import embedded

    given = os.environ.get("ACCRUE_DATABASE_URL", "")
    if not given:
        with embedded.running(home) as url:
            yield url
        return
    name = f"accrue_bench_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(given)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def postmaster(url: str) -> int:
    """The process id of the database server: the parent of whoever serves us. It must run on this machine."""
    import psycopg

    with psycopg.connect(url) as connection:
        place = Path(f"/proc/{connection.info.backend_pid}/stat")
        stat = place.read_text() if place.exists() else ""
    if "(postgres" not in stat:
        sys.exit(
            "The server of ACCRUE_DATABASE_URL is not on this machine, so its CPU time cannot be read. Unset it."
        )
    return int(stat[stat.rindex(")") + 2 :].split()[1])


@contextmanager
def serving(application: str) -> Iterator[tuple[int, int]]:
    """A server of one worker on a free port: (process id, port)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", f"{application}:application", "--interface", "asgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--workers-kill-timeout", "5", "--log-level", "error",
    ]  # fmt: skip
    environment = os.environ | {"ACCRUE_DATABASE_POOL": "4", "ACCRUE_DATABASE_ROLE": "app"}
    if "floor" in application:
        environment["ACCRUE_DATABASE_ROLE"] = "owner"
    server = subprocess.Popen(command, env=environment)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield server.pid, port
    finally:
        server.terminate()
        server.wait(20)
