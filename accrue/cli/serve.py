"""`accrue serve`: the web server."""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import click

KILL_TIMEOUT = 30  # seconds a worker may take to finish its requests before it is killed
PR_SET_PDEATHSIG = 1
POOL = 8  # database connections of one worker


@click.command(epilog="Example: accrue serve --port 8000 --workers 2")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer."
)
def serve(host: str, port: int, workers: int) -> None:
    """Run the web server.

    It listens on this machine only; put a proxy with HTTPS in front to let others in.
    """
    from accrue.cli.django_setup import start

    port = free_port(host, port)
    os.environ.setdefault("ACCRUE_DATABASE_POOL", str(POOL))
    start()
    from accrue.operations.readiness import check_connecting, refuse_unready

    check_connecting()
    refuse_unready()
    _let_go_of_the_database()
    _make_static_folder()
    _run(host, port, workers)


def _let_go_of_the_database() -> None:
    """The workers are forks of this process: they must not share its connections, nor inherit a pool without threads."""
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's wrapper, the only one we have


def _make_static_folder() -> None:
    """WhiteNoise warns where it is missing, even when every file is served from where it lies."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def _run(host: str, port: int, workers: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "accrue.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        workers_kill_timeout=KILL_TIMEOUT,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        websockets=False,
    )
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Accrue listens on http://{shown}:{port}")
    server.serve(target_loader=load, wrap_loader=False)


def load() -> Callable[..., Any]:
    """The application, in a worker process that ends with its supervisor, however that ended.

    Otherwise the workers of a killed supervisor would go on answering, and hold on to port and database.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    from accrue.asgi import application

    return application


def free_port(host: str, port: int) -> int:
    """The port, checked to be free; for 0 any free one. Raises UsageError where it is taken.

    The server itself would share a taken port with its holder, and answer every other request.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.UsageError(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another --port, or 0 for any free one."
            ) from error
        return int(probe.getsockname()[1])
