"""`accrue restore`: everything back from one file, or from a continuous backup as it was at one moment."""

from datetime import UTC, datetime
from pathlib import Path

import click


class Moment(click.ParamType[datetime]):
    """A time as ISO 8601 writes it; without a zone it is UTC."""

    name = "TIME"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is no time. Write it like 2026-01-31T14:05:00+01:00.", param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


@click.command(
    epilog="Example: accrue restore /backups/accrue-2026-01-31.tar · "
    "accrue restore /backups/accrue --to 2026-01-31T14:05:00+01:00"
)
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--replace", is_flag=True, help="Destroy what is in the database now; says what, and asks.")
@click.option("--yes", is_flag=True, help="With --replace: do not ask.")
@click.option(
    "--to", type=Moment(), help="From a continuous backup: the moment to go back to (UTC without a zone)."
)
def restore(file: Path, replace: bool, yes: bool, to: datetime | None) -> None:
    """Bring everything back from one backup file: all of it, or nothing.

    Every table is compared with the checksum taken when it was backed up. Stop server and worker first.

    Where FILE is the folder of a continuous backup, the database comes back as it was at --to, or at the end of
    its log, into an ACCRUE_HOME that has none yet.
    """
    if file.is_dir():
        if replace:
            raise click.UsageError(
                "A continuous backup is restored into a new ACCRUE_HOME, never over another."
            )
        _back(file, to)
        return
    if to is not None:
        raise click.UsageError("--to needs the folder of a continuous backup; a file holds one moment only.")
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


def _back(folder: Path, to: datetime | None) -> None:
    from accrue.cli.django_setup import load

    load()
    from accrue.operations.backup import continuous

    until, files = continuous.back_to(folder, to)
    click.echo(
        f"Back: the last change in it is of {until:%Y-%m-%d %H:%M:%S} UTC; {files:,} files. "
        "Next: accrue migrate, then accrue doctor"
    )
