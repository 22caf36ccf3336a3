"""The command line starts quickly, tells errors in one line, and imports only what runs."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from accrue.cli import COMMANDS, Accrue, CommandError, cli
from accrue.cli.lazy import Command, LazyGroup
from accrue_facts.errors import FactsError


def run(*args: str) -> subprocess.CompletedProcess[str]:
    program = "from accrue.cli import main; main()"
    return subprocess.run([sys.executable, "-c", program, *args], capture_output=True, text=True, timeout=60)


def raising(error: BaseException) -> Accrue:
    def fail() -> None:
        raise error

    group = Accrue(name="accrue")
    group.add_command(click.Command("fail", callback=fail))
    return group


def test_help_lists_commands_without_django_or_numpy():
    code = (
        "import sys; from click.testing import CliRunner; from accrue.cli import cli; "
        "print(CliRunner().invoke(cli, ['--help']).output); "
        "print([m for m in ('django', 'numpy', 'pandas', 'rich', 'duckdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "Commands:" in done.stdout
    assert done.stdout.strip().endswith("[]")


def test_unknown_command_is_one_line_and_exit_2():
    done = run("measurre")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "measurre" in done.stderr


@pytest.mark.parametrize(
    "error",
    [
        CommandError("The port is taken.\nTry another."),
        FactsError("facts.x", "orders.csv, row 3, column amount:\n'abc' is not a number."),
        FileNotFoundError(2, "No such file or directory", "orders.csv"),
        MemoryError(),
        RuntimeError("boom"),
        click.UsageError("wrong"),
    ],
)
def test_errors_are_one_line_and_exit_2(error):
    result = CliRunner().invoke(raising(error), ["fail"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr


def test_a_command_that_has_not_landed_is_not_offered():
    group = LazyGroup(commands_by_name={"ghost": Command("accrue.cli.ghost:ghost", "Not there.")})
    assert group.list_commands(click.Context(group)) == []


@pytest.mark.parametrize("name", [n for n, c in COMMANDS.items() if c.is_there])
def test_every_command_loads_and_its_help_has_an_example(name):
    def walk(command, path):
        ctx = click.Context(command)
        if isinstance(command, click.Group) and command.list_commands(ctx):
            for child in command.list_commands(ctx):
                walk(command.get_command(ctx, child), [*path, child])
        result = CliRunner().invoke(cli, [*path, "--help"])
        assert result.exit_code == 0
        assert "Example" in result.output, path

    walk(COMMANDS[name].load(), [name])
