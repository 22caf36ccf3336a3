"""The command line as a page of documentation, made from the commands themselves."""

from collections.abc import Iterator

import click

HEAD = """# The command line

`accrue` stands in `.venv/bin` after `make demo` or `make test`. Every command has `--help`. An error is one line on
standard error with exit code 2; `ACCRUE_DEBUG=1` adds where in the program it arose. Commands that need a database
use the one that `ACCRUE_DATABASE_URL` names, else the embedded server of `ACCRUE_HOME`, which they start and, as the
last one out, stop.

This page is written from the commands; `make docs` writes it anew.
"""


def page() -> str:
    from accrue.cli import cli

    return "\n".join([HEAD, *_sections(cli, "accrue")])


def _sections(group: click.Group, path: str) -> Iterator[str]:
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None  # noqa: S101  # it was listed
        yield _section(command, f"{path} {name}")
        if isinstance(command, click.Group):
            yield from _sections(command, f"{path} {name}")


def _section(command: click.Command, path: str) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    rows = [record for p in command.get_params(context) if (record := p.get_help_record(context))]
    options = "\n".join(
        f"| `{_cell(option)}` | {_cell(text)} |" for option, text in rows if "--help" not in option
    )
    parts = [f"## {path}", _help(command), f"`{usage}`"]
    if options:
        parts.append(f"| option | what it does |\n| --- | --- |\n{options}")
    if command.epilog:
        parts.append(f"```\n{command.epilog.replace('\b\n', '').removeprefix('Example: ').strip()}\n```")
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command) -> str:
    paragraphs = (command.help or "").replace("\b\n", "").strip().split("\n\n")
    return "\n\n".join(" ".join(line.strip() for line in p.splitlines()) for p in paragraphs)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
