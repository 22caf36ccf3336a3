"""`accrue manage`: Django's own commands."""

import click


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,
        "help_option_names": [],
    },
    epilog="Example: accrue manage shell",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Reach Django's commands, such as `shell`, `dbshell` or `createsuperuser`.

    They run as the owner of the tables. `accrue manage help` lists them.
    """
    if arguments in {("--help",), ("-h",)}:
        context = click.get_current_context()
        click.echo(context.get_help())
        return
    from accrue.cli.django_setup import start

    start(role="owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["accrue manage", *arguments])
