"""The page of the command line is the command line."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest

from accrue.cli import COMMANDS, cli
from accrue.cli.reference import page

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "command-line.md"


def every(group: click.Group, path: tuple[str, ...] = ()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from every(command, (*path, name))


def test_page_is_the_command_line():
    if os.environ.get("ACCRUE_WRITE_DOCS"):
        PAGE.write_text(page())
    assert PAGE.read_text() == page(), "run `make docs`"


def test_page_holds_every_command():
    missing = [name for name in COMMANDS if f"## accrue {name}\n" not in page()]
    assert not missing


@pytest.mark.parametrize(
    ("path", "command"),
    list(every(cli)),
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_command_explains_itself(path, command):
    assert command.help
    assert (command.epilog or "").replace("\b\n", "").startswith(f"Example: accrue {path[0]}"), (
        "an example in `epilog`"
    )
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [o.name for o in options if not o.help] == []
