"""`accrue doctor`: what is missing or misconfigured, and how to mend it."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from accrue.operations.finding import Finding

MARKS = {"good": "[green]✓[/green]", "warning": "[yellow]![/yellow]", "bad": "[red]✗[/red]"}


@click.command(epilog="Example: accrue doctor --json")
@click.option(
    "--json", "as_json", is_flag=True, help="For programs: a list of {key, title, level, says, mend}."
)
def doctor(as_json: bool) -> int:
    """Say what is missing or misconfigured, and how to mend it.

    Exit code 0 where Accrue can work, 2 where something must be mended.
    """
    found = examine()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], indent=2, ensure_ascii=False))
    else:
        show(found)
    return 2 if any(finding.level == "bad" for finding in found) else 0


def examine() -> list["Finding"]:
    """Every finding. A database that was never made is not made by asking for it."""
    from accrue import embedded
    from accrue.cli.django_setup import load, start
    from accrue.environment import environment

    problem = mend = ""
    if not environment.database_url and not embedded.look(environment.home).exists:
        problem, mend = f"There is none in {environment.home} yet.", "Run: accrue migrate (or accrue demo)"
    else:
        try:
            start()
        except embedded.EmbeddedError as error:
            problem = str(error)
    if not problem:
        from accrue.operations.checks import findings

        return findings()
    load()
    from accrue.operations.checks import ALWAYS
    from accrue.operations.finding import bad

    return [bad("database", "Database", problem, mend), *(check() for check in ALWAYS)]


def show(found: list["Finding"]) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    for finding in found:
        console.print(f"{MARKS[finding.level]} [bold]{finding.title}[/bold]  {escape(finding.says)}")
        if finding.mend:
            console.print(f"    {escape(finding.mend)}")
