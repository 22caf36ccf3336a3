"""`accrue facts from-experiment`: facts out of one flat file."""

from datetime import date
from pathlib import Path

import click

from accrue.cli import CommandError
from accrue.cli.output import FiniteRange

EXAMPLE = """\b
Example: accrue facts from-experiment hillstrom.csv --experiment men --person ROW --arm segment
  --control 'No E-Mail' --treated 'Mens E-Mail' --value spend,visit,conversion --pre history
  --cost-per-person 0.20 --margin 0.30 --currency USD --out facts/
"""


def names(_ctx: click.Context, _param: click.Parameter, text: str | None) -> tuple[str, ...]:
    """ "a,b" as ("a", "b")."""
    found = tuple(part.strip() for part in (text or "").split(","))
    if text is not None and not all(found):
        raise click.BadParameter(f"{text!r} holds an empty name.")
    return found if text is not None else ()


def shares(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> dict[str, float]:
    """("A=0.5",) as {"A": 0.5}."""
    found = {}
    for text in texts:
        arm, sign, share = text.rpartition("=")
        try:
            found[arm] = float(share)
        except ValueError:
            sign = ""
        if not (sign and arm):
            raise click.BadParameter(f"{text!r} is not ARM=SHARE, such as Mail=0.5.")
    return found


@click.command("from-experiment", epilog=EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--experiment", metavar="NAME", required=True, help="What to call the experiment.")
@click.option(
    "--person", metavar="COL", required=True, help="Column of the person's id; ROW takes the row's number."
)
@click.option("--arm", metavar="COL", required=True, help="Column of the arm.")
@click.option("--control", metavar="VALUE", required=True, help="The arm that was left alone.")
@click.option(
    "--treated", metavar="VALUE[,…]", callback=names, help="The arms to keep; without it all others."
)
@click.option(
    "--value", metavar="COL[,COL…]", required=True, callback=names, help="Columns of what came of it."
)
@click.option(
    "--pre", metavar="COL", help="Column of a value before, for the adjusted figure and the balance test."
)
@click.option("--date", metavar="COL", help="Column of the day of assignment.")
@click.option(
    "--share", metavar="ARM=F", multiple=True, callback=shares, help="Planned share of an arm; repeatable."
)
@click.option(
    "--cost-per-person", metavar="X", type=FiniteRange(0, 1e12), help="Spent on every treated person."
)
@click.option("--margin", metavar="R", type=FiniteRange(0, 1), help="Margin of revenue, such as 0.30.")
@click.option("--money", metavar="COL", help="The value column that is revenue; without it the first.")
@click.option("--currency", metavar="C", default="EUR", show_default=True, help="Currency of all money.")
@click.option(
    "--on", "day", metavar="DAY", default="2000-01-01", show_default=True, help="The day, without --date."
)
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV instead of Parquet.")
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), required=True, help="Folder to write into."
)
def from_experiment(
    file: Path,
    experiment: str,
    person: str,
    arm: str,
    control: str,
    treated: tuple[str, ...],
    value: tuple[str, ...],
    pre: str | None,
    date: str | None,
    share: dict[str, float],
    cost_per_person: float | None,
    margin: float | None,
    money: str | None,
    currency: str,
    day: str,
    as_csv: bool,
    out: Path,
) -> None:
    """Make facts out of one flat FILE (CSV) of an experiment.

    A row per person. Rows of arms that are neither the control nor treated are dropped; the control is written
    "control", other arms and the value columns keep their names. The first value column is revenue unless --money
    names another. The cost is spent on every treated person.
    """
    from accrue_facts.from_experiment import Request
    from accrue_facts.from_experiment import from_experiment as make
    from accrue_facts.span import as_day
    from accrue_facts.writing import write_folder

    currency = currency.strip().upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise CommandError(f"--currency {currency!r} is not three letters such as EUR.")
    request = Request(
        experiment, person, arm, control, value, treated, pre, date, share, cost_per_person, margin, money, currency,
        _day(as_day(day, "--on")),
    )  # fmt: skip
    made = make(file, request)
    files = write_folder(out, made.tables, made.programme, as_csv=as_csv)
    people = ", ".join(f"{count:,} {name}" for name, count in made.people.items())
    dropped = f" {made.dropped:,} rows of other arms were dropped." if made.dropped else ""
    click.echo(f"Wrote {len(files)} files into {out}: {people}.{dropped}")


def _day(found: date | None) -> date:
    if found is None:
        raise CommandError("--on needs a day such as 2026-04-30.")
    return found
