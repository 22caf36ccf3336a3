"""`accrue demo simulate`: the simulated company, without starting a server."""

from __future__ import annotations

import click


@click.command(epilog="Example: accrue demo simulate --seed 42")
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=7,
    show_default=True,
    help="The same seed gives the same company.",
)
def simulate(seed: int) -> None:
    """Simulate a company into the database, with an effect planted in it.

    The books must be empty. Prints the sign-ins and the planted truth.
    """
    from accrue.cli.django_setup import start
    from accrue.cli.steps import step

    with step("Database"):
        start(role="owner")
    from accrue.demo.services import open_books, planted_truth
    from accrue.operations import migrating
    from accrue.operations.demo_home import refuse_real_books

    with step("Tables"):
        for _ in migrating.migrate():
            pass
    refuse_real_books()
    with step("Books of the simulated company") as report:
        sign_ins = open_books(report, seed=seed)
    for who in sign_ins:
        click.echo(f"  {who.who:<16}{who.email:<28}{who.password}")
    click.echo(planted_truth())
