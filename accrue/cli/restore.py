"""`accrue restore`: everything back from one file."""

from pathlib import Path

import click


@click.command(epilog="Example: accrue restore /backups/accrue-2026-01-31.tar")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Destroy what is in the database now; says what, and asks.")
@click.option("--yes", is_flag=True, help="With --replace: do not ask.")
def restore(file: Path, replace: bool, yes: bool) -> None:
    """Bring everything back from one backup file: all of it, or nothing.

    Every table is compared with the checksum taken when it was backed up. Stop server and worker first.
    """
    from accrue.cli.django_setup import start
    from accrue.cli.steps import step

    start(role="owner")
    from accrue.operations import backup
    from accrue.operations.readiness import check_connecting

    check_connecting()
    if replace and not yes and (destroyed := backup.what_would_be_destroyed()):
        click.confirm(f"This destroys {destroyed}. Go on?", abort=True)
    with step("Restore") as report:
        manifest = backup.restore(file, replace=replace, report=report)
    click.echo(
        f"Back as of {manifest.taken_at}: {manifest.rows:,} rows of {len(manifest.tables)} tables and "
        f"{len(manifest.files)} files, every checksum as it was"
    )
