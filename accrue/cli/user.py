"""`accrue user`: create and change the people who sign in, from the machine that Accrue runs on."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from accrue.accounts.models import User


@click.group(epilog='Example: accrue user create ana@example.com --name "Ana Ruiz" --role administrator')
def user() -> None:
    """Create and change the people who sign in.

    Whoever may run this on the server may do so without asking: it is how the first administrator comes to be.
    """


@user.command(epilog='Example: accrue user create ana@example.com --name "Ana Ruiz" --role administrator')
@click.argument("email")
@click.option("--name", required=True, help="Their name, as colleagues see it.")
@click.option(
    "--role", "roles", multiple=True, help="Key of a role, such as rep; may be given several times."
)
@click.option("--team", help="Their home team; made where it is not there yet.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(email: str, name: str, roles: tuple[str, ...], team: str | None, password_stdin: bool) -> None:
    """Create somebody who signs in with EMAIL.

    Without --password-stdin a link is printed where they choose their password; it works once, for ten minutes.
    """
    from accrue.cli.django_setup import start

    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    if password_stdin and not password:
        raise click.ClickException("Nothing came on standard input: pipe the password in, in one line.")
    start()
    from django.db import transaction

    from accrue.accounts.models import Team
    from accrue.accounts.passwords import check_password_strength
    from accrue.accounts.services import create_team, create_user, reset_link

    if password:
        check_password_strength(password, email=email, name=name)
    with transaction.atomic():
        home = Team.objects.filter(name=team).first() or create_team(actor=None, name=team) if team else None
        made = create_user(email=email, name=name, password=password, roles=roles, team=home)
    click.echo(f"{made.name} signs in as {made.email} ({', '.join(roles) or 'no role: may do nothing yet'})")
    if not password:
        click.echo(f"They choose their password within ten minutes at {reset_link(made)}")


@user.command("list", epilog="Example: accrue user list")
def list_() -> None:
    """List everybody: e-mail, name, roles, and whether they may sign in."""
    from accrue.cli.django_setup import start

    start()
    from rich.console import Console
    from rich.table import Table

    from accrue.accounts.models import User

    table = Table("E-mail", "Name", "Roles", "Teams", "Status", box=None, pad_edge=False)
    for one in User.objects.prefetch_related("roles", "teams").order_by("email"):
        roles = ", ".join(role.key for role in one.roles.all())
        teams = ", ".join(team.name for team in one.teams.all())
        table.add_row(one.email, one.name, roles, teams, "active" if one.is_active else "disabled")
    console = Console() if sys.stdout.isatty() else Console(width=200)
    console.print(table if table.row_count else "Nobody yet. Create the first: accrue user create --help")


@user.command(epilog="Example: accrue user disable ana@example.com")
@click.argument("email")
def disable(email: str) -> None:
    """End every session and token of EMAIL at once; what they did stays."""
    from accrue.cli.django_setup import start

    start()
    from accrue.accounts.services import disable_user

    found = _called(email)
    disable_user(actor=None, user_id=found.pk)
    click.echo(f"{found.name} is disabled and signed out everywhere")


@user.command(epilog="Example: accrue user enable ana@example.com")
@click.argument("email")
def enable(email: str) -> None:
    """Let EMAIL sign in again."""
    from accrue.cli.django_setup import start

    start()
    from accrue.accounts.services import enable_user

    found = _called(email)
    enable_user(actor=None, user_id=found.pk)
    click.echo(f"{found.name} may sign in again")


@user.command("reset-password", epilog="Example: accrue user reset-password ana@example.com")
@click.argument("email")
def reset_password(email: str) -> None:
    """Print a link where EMAIL chooses a new password: it works once, for ten minutes."""
    from accrue.cli.django_setup import start

    start()
    from accrue.accounts.services import reset_link

    found = _called(email)
    if not found.is_active:
        raise click.ClickException(f"{found.email} is disabled: run accrue user enable {found.email} first.")
    click.echo(reset_link(found))


def _called(email: str) -> "User":
    from accrue.accounts.models import User

    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise click.ClickException(f"Nobody signs in as {email}. accrue user list shows who does.")
    return found
