"""Groups whose commands are imported when they run, and the manner of errors."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import click

EXPECTED = {
    "accrue_facts.errors": "FactsError",
    "accrue.errors": "AccrueError",
    "accrue.embedded": "EmbeddedError",
}
"""Errors besides click's own that are told in one line: module -> class."""


class Command(NamedTuple):
    """Where a command lives ("module:attribute") and its line in the help."""

    target: str
    summary: str

    @property
    def is_there(self) -> bool:
        return find_spec(self.target.partition(":")[0]) is not None

    def load(self) -> click.Command:
        module, _, attribute = self.target.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.target} is not a click command")
        return command


class LazyGroup(click.Group):
    """A click group that knows its commands by name and imports one when it is asked for.

    Commands may also be added with the decorator, as in any click group.
    """

    def __init__(self, *args: Any, commands_by_name: dict[str, Command] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands_by_name = {k: c for k, c in (commands_by_name or {}).items() if c.is_there}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands_by_name, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = self.commands_by_name.get(cmd_name)
        return known.load() if known else super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, command.summary) for name, command in self.commands_by_name.items()]
        rows += [(name, c.get_short_help_str(90)) for name, c in sorted(self.commands.items())]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def complaint(error: BaseException) -> int:
    """Say `error` in one line on standard error and return the exit code."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        click.echo("Stopped.", err=True)
        return 130
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return 2
    if os.environ.get("ACCRUE_DEBUG"):
        raise error
    click.echo(f"Error: {_sentence(error)}", err=True)
    return 2


def _sentence(error: BaseException) -> str:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f" Try: {error.ctx.command_path} --help"
        return " ".join(error.format_message().split()) + hint
    if isinstance(error, click.ClickException):
        return " ".join(error.format_message().split())
    if isinstance(error, _expected()):
        return " ".join(str(error).split())
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}"
    if isinstance(error, MemoryError):
        return "Not enough memory for this input."
    what = " ".join(str(error).split()) or "no message"
    return f"Unexpected {type(error).__name__}: {what} (set ACCRUE_DEBUG=1 to see where)"


def _expected() -> tuple[type[BaseException], ...]:
    loaded = ((sys.modules.get(module), name) for module, name in EXPECTED.items())
    return tuple(getattr(module, name) for module, name in loaded if module and hasattr(module, name))
