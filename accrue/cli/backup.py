"""`accrue backup`: everything into one file, or a copy that is never more than minutes old."""

from datetime import timedelta
from pathlib import Path

import click


@click.command(
    epilog="Example: accrue backup /backups/accrue-$(date +%F).tar · accrue backup --continuous /backups/accrue"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--continuous", is_flag=True, help="Keep the database's log in the folder FILE from now on.")
@click.option(
    "--every",
    type=click.FloatRange(0, 24 * 31),
    default=24.0,
    show_default=True,
    metavar="HOURS",
    help="With --continuous: take a new base when the last one is older.",
)
def backup(file: Path, continuous: bool, every: float) -> None:
    """Write everything into one backup file, while people go on working.

    It holds the database and the uploaded files, but no keys: keep ACCRUE_HOME/secret_key and
    ACCRUE_ENCRYPTION_KEYS elsewhere.

    With --continuous, FILE is a folder: the embedded database puts its log there, at the latest every
    four minutes, and `accrue restore FILE --to TIME` brings any moment back. Run it every five minutes: it
    copies new uploaded files, takes a base once a day, and keeps the last two.
    """
    if continuous:
        _keep(file, timedelta(hours=every))
        return
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


def _keep(folder: Path, every: timedelta) -> None:
    from accrue.cli.django_setup import load

    load()
    from accrue.operations.backup import continuous

    base, files = continuous.keep(folder, every=every)
    said = f"a base of {base.taken_at:%Y-%m-%d %H:%M:%S} UTC" if base else "no new base"
    click.echo(f"{folder}: the log is kept, {said}, {files:,} new files")
