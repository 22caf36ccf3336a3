"""`accrue facts export`: this CRM's records as facts tables."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example: accrue facts export facts/ && accrue measure roi --data facts/")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--csv", is_flag=True, help="Write CSV instead of Parquet.")
def export(directory: Path, csv: bool) -> None:
    """Write this CRM's facts tables into DIRECTORY, which must be new or empty.

    Times are UTC, money is in major units with its currency. All tables are of one moment, and the same records give
    the same files.
    """
    from accrue.cli.django_setup import start

    start()
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from accrue.metrics.services import export_facts

    console = Console()
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Reading the records", total=None)
        exported = export_facts(
            directory,
            csv=csv,
            tell=lambda table, done, total: bar.update(task, description=table, completed=done, total=total),
        )
    written = Table(title=str(exported.directory))
    written.add_column("Table")
    written.add_column("Rows", justify="right")
    for table, rows in exported.rows.items():
        written.add_row(table, f"{rows:,}")
    console.print(written)
    console.print(f"Measure it with: accrue measure roi --data {exported.directory}")
