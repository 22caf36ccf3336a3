"""The command line: `accrue`.

`COMMANDS` is the list of every command; a command's module is imported only when that command runs, so
`accrue --help` and `accrue measure …` start neither Django nor a database. A command whose module is not
there is not offered. To add one: write `accrue/cli/<name>.py` with a click command, and name it here.

Every expected error is one line on standard error and exit code 2. A command says what went wrong by
raising `CommandError` or any of `EXPECTED`; it never prints a traceback. `ACCRUE_DEBUG=1` shows it.
"""

import sys
from typing import Any

import click

from accrue.cli.lazy import Command, LazyGroup, complaint

__all__ = ["COMMANDS", "Command", "CommandError", "cli", "main"]

COMMANDS: dict[str, Command] = {
    "serve": Command("accrue.cli.serve:serve", "Run the web server."),
    "worker": Command("accrue.cli.worker:worker", "Run the worker that does the jobs."),
    "migrate": Command("accrue.cli.migrate:migrate", "Bring the database to this version."),
    "user": Command("accrue.cli.user:user", "Create and change the people who sign in."),
    "demo": Command("accrue.cli.demo:demo", "Open a demo company, or simulate one."),
    "facts": Command("accrue.cli.facts:facts", "Check, make and export the facts tables."),
    "measure": Command("accrue.cli.measure:measure", "Measure what a CRM earned, from its facts."),
    "backup": Command("accrue.cli.backup:backup", "Write everything into one backup file."),
    "restore": Command("accrue.cli.restore:restore", "Bring everything back from a backup file."),
    "doctor": Command(
        "accrue.cli.doctor:doctor", "Say what is missing or misconfigured, and how to mend it."
    ),
    "manage": Command("accrue.cli.manage:manage", "Reach Django's own commands."),
}


class CommandError(click.ClickException):
    """What went wrong and what to do next, in one line; exit code 2."""

    exit_code = 2


class Accrue(LazyGroup):
    """The top group; the one place where errors become a line and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        try:
            result = super().main(*args, **kwargs)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(1)
        except (Exception, KeyboardInterrupt) as error:
            sys.exit(complaint(error))
        sys.exit(result if isinstance(result, int) else 0)


@click.group(
    cls=Accrue,
    commands_by_name=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: accrue measure roi --data facts/",
)
@click.version_option(package_name="accrue-crm", prog_name="accrue", message="%(prog)s %(version)s")
def cli() -> None:
    """Accrue, the CRM that measures its own return."""


def main() -> None:
    """The console script."""
    cli(prog_name="accrue")
