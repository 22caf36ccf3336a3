"""`accrue backup`: everything into one file."""

from pathlib import Path

import click


@click.command(epilog="Example: accrue backup /backups/accrue-$(date +%F).tar")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything into one backup file, while people go on working.

    It holds the database and the uploaded files, but no keys: keep ACCRUE_HOME/secret_key and
    ACCRUE_ENCRYPTION_KEYS elsewhere.
    """
    from accrue.cli.django_setup import start
    from accrue.cli.steps import step

    start(role="owner")
    from accrue.operations.backup import take
    from accrue.operations.readiness import check_connecting

    check_connecting()
    with step("Backup") as report:
        manifest = take(file, report)
    click.echo(
        f"{file}: {manifest.rows:,} rows of {len(manifest.tables)} tables, {len(manifest.files)} files, "
        f"{file.stat().st_size / 1e6:,.1f} MB"
    )
