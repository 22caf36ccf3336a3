"""`accrue worker`: does the jobs."""

import asyncio
from typing import Any

import click


@click.command(epilog="Example: accrue worker --concurrency 4")
@click.option("--concurrency", type=click.IntRange(1, 64), help="Jobs done at the same time (4 unless set).")
@click.option("--queue", "queues", multiple=True, help="Only jobs of this queue; may be repeated.")
@click.option("--once", is_flag=True, help="Do what is waiting, then end.")
def worker(concurrency: int | None, queues: tuple[str, ...], once: bool) -> None:
    """Run the worker that does the jobs.

    Ctrl-C or SIGTERM lets running jobs finish for 20 seconds; what is cut off then is done by the next worker.
    """
    from accrue.cli.django_setup import start

    start()
    from accrue.operations.readiness import check_connecting, refuse_unready

    check_connecting()
    refuse_unready()
    asyncio.run(work(concurrency, queues, once=once))


async def work(concurrency: int | None, queues: tuple[str, ...], *, once: bool) -> None:
    """Do jobs until told to end, or `once` what is waiting."""
    from django.conf import settings
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from accrue.operations.worker_notes import note_failures

    options: dict[str, Any] = {**settings.PROCRASTINATE_WORKER_DEFAULTS, "worker_middleware": [note_failures]}
    if concurrency:
        options["concurrency"] = concurrency
    if queues:
        options["queues"] = queues
    deferring = app.connector
    assert isinstance(deferring, DjangoConnector)  # noqa: S101 (narrows the type)
    with app.replace_connector(deferring.get_worker_connector()):
        async with app.open_async():
            if not once:
                click.echo("Accrue's worker waits for jobs")
            await app.run_worker_async(wait=not once, **options)
