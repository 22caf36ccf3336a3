"""`accrue facts`: check, make and export the facts tables."""

import click

from accrue.cli.lazy import Command, LazyGroup

COMMANDS = {
    "check": Command(
        "accrue.cli.facts_check:check", "Say what is there, missing or wrong, and what can be drawn."
    ),
    "from-experiment": Command(
        "accrue.cli.facts_from_experiment:from_experiment", "Make facts out of one flat file."
    ),
    "export": Command("accrue.cli.facts_export:export", "Write this CRM's facts tables into a folder."),
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS, epilog="Example: accrue facts check facts/")
def facts() -> None:
    """Check, make and export the facts tables.

    The facts tables are the one form in which any CRM's data is measured: a folder of CSV or Parquet
    files and a programme.toml.
    """
