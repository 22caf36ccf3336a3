"""`accrue worker`: does the jobs."""

import asyncio
import atexit
import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

import click

MARGIN = 5  # seconds for all else that ending takes, after those that running jobs have


@click.command(epilog="Example: accrue worker --concurrency 4")
@click.option("--concurrency", type=click.IntRange(1, 64), help="Jobs done at the same time (4 unless set).")
@click.option("--queue", "queues", multiple=True, help="Only jobs of this queue; may be repeated.")
@click.option("--once", is_flag=True, help="Do what is waiting, then end.")
def worker(concurrency: int | None, queues: tuple[str, ...], once: bool) -> None:
    """Run the worker that does the jobs.

    Ctrl-C or SIGTERM lets running jobs finish for 20 seconds, a second one does not; what is cut off is done by the
    next worker.
    """
    from accrue.cli.django_setup import start

    # Until jobs run, nothing is left undone by leaving at once.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    start()
    from accrue.operations.readiness import check_connecting, refuse_unready

    check_connecting()
    refuse_unready()
    asyncio.run(work(concurrency, queues, once=once))


async def work(concurrency: int | None, queues: tuple[str, ...], *, once: bool) -> None:
    """Do jobs until told to end by SIGINT or SIGTERM, or `once` what is waiting."""
    working = asyncio.create_task(_do_jobs(concurrency, queues, once=once))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _end, working)
    with suppress(asyncio.CancelledError):
        await working


def _end(working: "asyncio.Task[None]") -> None:
    """Let running jobs finish, but not for ever: a job's thread cannot be stopped, only left behind."""
    from django.conf import settings

    if working.cancelling():
        _cut_off()
    working.cancel()
    finishing = settings.PROCRASTINATE_WORKER_DEFAULTS["shutdown_graceful_timeout"]
    asyncio.get_running_loop().call_later(finishing + MARGIN, _cut_off)


def _cut_off() -> NoReturn:
    """End with jobs running. Their transactions never happened, and they are retried once the heartbeat is missed."""
    click.echo("Some jobs had not ended; the next worker does them")
    atexit._run_exitfuncs()  # lets the database go
    os._exit(0)


async def _do_jobs(concurrency: int | None, queues: tuple[str, ...], *, once: bool) -> None:
    from django.conf import settings
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from accrue.operations.worker_notes import note_failures

    options: dict[str, Any] = {**settings.PROCRASTINATE_WORKER_DEFAULTS, "worker_middleware": [note_failures]}
    if concurrency:
        options["concurrency"] = concurrency
    if queues:
        options["queues"] = list(queues)
    deferring = app.connector
    assert isinstance(deferring, DjangoConnector)  # noqa: S101 (narrows the type)
    with app.replace_connector(deferring.get_worker_connector()):
        async with app.open_async():
            if not once:
                click.echo("Accrue's worker waits for jobs")
            await app.run_worker_async(wait=not once, install_signal_handlers=False, **options)
