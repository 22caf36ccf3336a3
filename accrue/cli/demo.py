"""`accrue demo`: a company to try Accrue with, and all that runs it, from one command."""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli.lazy import Command, LazyGroup
from accrue.cli.steps import step

if TYPE_CHECKING:
    from accrue.operations.children import Children

COMMANDS = {
    "simulate": Command("accrue.cli.demo_simulate:simulate", "Simulate a company into the database."),
}
FIRST_PORT = 8000
PATIENCE = 60.0  # seconds until a server that does not answer is given up


@click.group(
    cls=LazyGroup,
    commands_by_name=COMMANDS,
    invoke_without_command=True,
    epilog="Example: accrue demo --home /tmp/company --port 8080",
)
@click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="Keep the data here (ACCRUE_HOME)."
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Listen here; else on 8000 or, if taken, any free one."
)
@click.pass_context
def demo(context: click.Context, home: Path | None, port: int | None) -> None:
    """Open a demo company: database, books, server and worker.

    Ctrl-C stops all of it; the books stay for the next time.
    """
    if home is not None:
        os.environ["ACCRUE_HOME"] = os.path.abspath(home)
    if context.invoked_subcommand is None:
        run(port)


def run(port: int | None) -> None:
    """Start everything, say how to get in, and wait for the end."""
    began = time.monotonic()
    from accrue.cli.django_setup import start
    from accrue.cli.serve import free_port

    if port:
        free_port("127.0.0.1", port)  # minutes before the server would say so

    given = bool(os.environ.get("ACCRUE_DATABASE_URL"))
    with step("Database"):
        start(role="owner")
    from accrue.environment import environment as settings
    from accrue.operations.children import children

    sign_ins = open_company()
    port = port or wanted_port()
    address = f"http://127.0.0.1:{port}"
    environment = child_environment(address, given=given)
    with children(settings.home / "logs") as family:
        with step("Server and worker"):
            family.start("serve", [*accrue(), "serve", "--port", str(port)], environment)
            family.start("worker", [*accrue(), "worker"], environment)
            wait_for(f"{address}/healthz", family)
        if not family.ended.is_set():
            say_how_to_get_in(address, sign_ins, time.monotonic() - began)
        family.ended.wait()
        name = family.failed()
        click.echo("\nStopping …")
    if name:
        raise click.ClickException(f"The {name} process ended by itself: {last_lines(family.log(name))}")
    click.echo("Stopped. The books stay for the next time.")


def open_company() -> list[tuple[str, str, str]]:
    """Bring the database to this version and the company into it; returns (who, e-mail, password) to sign in with."""
    from accrue.demo.services import open_books
    from accrue.operations import migrating
    from accrue.operations.demo_home import refuse_real_books

    with step("Tables"):
        for _ in migrating.migrate():
            pass
    refuse_real_books()
    with step("Books of the demo company") as report:
        return [(s.who, s.email, s.password) for s in open_books(report)]


def accrue() -> list[str]:
    """The command line again, by this very Python."""
    return [sys.executable, "-P", "-c", "from accrue.cli import main; main()"]


def child_environment(address: str, *, given: bool) -> dict[str, str]:
    """Children hold leases of their own on the embedded server, so they are not told its address."""
    ours = {"ACCRUE_DATABASE_ROLE", "ACCRUE_DATABASE_POOL"} | (set() if given else {"ACCRUE_DATABASE_URL"})
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return {"ACCRUE_SITE_URL": address, "PYTHONUNBUFFERED": "1"} | environment


def wanted_port() -> int:
    """8000 where it is free, else any."""
    from accrue.cli.serve import free_port

    try:
        return free_port("127.0.0.1", FIRST_PORT)
    except click.UsageError:
        return free_port("127.0.0.1", 0)


def wait_for(address: str, family: "Children") -> None:
    """Until the server answers, or something ends."""
    given_up = time.monotonic() + PATIENCE
    while not family.ended.wait(0.1):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 (our own address)
                return
        except urllib.error.HTTPError:
            return
        except OSError as error:
            if time.monotonic() > given_up:
                raise click.ClickException(
                    f"The server does not answer on {address}: {last_lines(family.log('serve'))}"
                ) from error


def say_how_to_get_in(address: str, sign_ins: list[tuple[str, str, str]], seconds: float) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Sign in as", "E-mail", "Password", box=None, padding=(0, 3, 0, 2))
    for row in sign_ins:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(f"\nAccrue runs at [bold]{address}[/bold] (ready in {seconds:.1f} s)\n")
    console.print(table)
    console.print("\nCtrl-C stops everything, the database too.")


def last_lines(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return " / ".join(lines[-3:]) or "it wrote nothing"
