"""`accrue migrate`: bring the database to this version."""

import click


@click.command(epilog="Example: accrue migrate")
@click.option("--check", is_flag=True, help="Change nothing; exit code 2 where something is to be done.")
def migrate(check: bool) -> None:
    """Bring the database to this version, and its roles to their rights.

    Runs as the owner of the tables. It may be run again at any time, and by several at once.
    """
    from accrue.cli.django_setup import start

    start(role="owner")
    from accrue.operations import migrating
    from accrue.operations.readiness import check_connecting

    check_connecting()
    if check:
        waiting = migrating.waiting_migrations()
        if waiting:
            raise click.ClickException(
                f"{len(waiting)} migrations wait, the first is {waiting[0]}: run accrue migrate"
            )
        click.echo("The database is at this version")
        return
    for line in migrating.migrate():
        click.echo(line)
