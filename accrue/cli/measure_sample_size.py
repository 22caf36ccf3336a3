"""`accrue measure sample-size`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accrue.cli import CommandError
from accrue.cli.output import FiniteRange, Output, deliver, format_options

if TYPE_CHECKING:
    from accrue.cli.report import Report

OPEN = {"min_open": True, "max_open": True}
FEW_UNITS, FEW_CONVERSIONS = 100, 10
MOST_PEOPLE = 10**12


@click.command("sample-size", epilog="Example: accrue measure sample-size --base 0.10 --to 0.12 --power 0.8")
@click.option(
    "--base",
    metavar="P",
    type=FiniteRange(),
    required=True,
    help="What happens without: a share from 0 to 1, or a mean.",
)
@click.option("--to", metavar="P", type=FiniteRange(), help="What should happen with it.")
@click.option(
    "--per-arm", metavar="N", type=click.IntRange(1, MOST_PEOPLE),
    help="People there are in the control: answers the smallest change they can find, instead of --to.",
)  # fmt: skip
@click.option(
    "--sd",
    metavar="S",
    type=FiniteRange(0, min_open=True),
    help="Base and to are means; one person's outcome spreads so much.",
)
@click.option(
    "--power", metavar="P", type=FiniteRange(0.5, 1, max_open=True), default=0.80, show_default=True,
    help="Chance to find the change if it is there.",
)  # fmt: skip
@click.option(
    "--alpha", metavar="A", type=FiniteRange(0, 1, **OPEN), default=0.05, show_default=True,
    help="Chance of a false alarm, two-sided.",
)  # fmt: skip
@click.option(
    "--ratio", metavar="R", type=FiniteRange(1e-6, 1e6), default=1.0, show_default=True,
    help="Treated people for each person of the control.",
)  # fmt: skip
@format_options
def sample_size(
    base: float,
    to: float | None,
    per_arm: int | None,
    sd: float | None,
    power: float,
    alpha: float,
    ratio: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """How many people an experiment needs, or what the people there are can find.

    Shares by the pooled z-test of two proportions, means (with --sd) by the z-test. It holds for one look at the end.
    """
    if (to is None) == (per_arm is None):
        raise click.UsageError("Give either --to, what it should become, or --per-arm, how many there are.")
    try:
        answer = _answer(base, to, per_arm, sd=sd, power=power, alpha=alpha, ratio=ratio)
    except ValueError as error:
        raise CommandError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    deliver(answer, _report(answer), Output(as_json, html, pdf))


def _answer(
    base: float, to: float | None, per_arm: int | None, *, sd: float | None, power: float, alpha: float, ratio: float
) -> dict[str, Any]:  # fmt: skip
    from accrue_stats.holdout.power import detectable_change, sample_size

    if to is None:
        control = per_arm or 1
        treated = max(round(control * ratio), 1)
        found = detectable_change(base, control, sd=sd, power=power, alpha=alpha, ratio=treated / control)
        detectable: dict[str, float | None] | None = {"above": found.above, "below": found.below}
    else:
        size = sample_size(base, to, sd=sd, power=power, alpha=alpha, ratio=ratio)
        control, treated, detectable = size.control, size.treated, None
    return {
        "per_arm": control,
        "treated": treated,
        "total": control + treated,
        "base": base,
        "to": to,
        "sd": sd,
        "detectable": detectable,
        "power": power,
        "alpha": alpha,
        "ratio": ratio,
        "notes": _notes(control, treated, base, to, sd),
        "refused": None,
    }


def _notes(control: int, treated: int, base: float, to: float | None, sd: float | None) -> list[str]:
    notes = []
    if min(control, treated) < FEW_UNITS:
        notes.append(f"`accrue measure effect` refuses arms with under {FEW_UNITS} people.")
    if sd is None and min(control * base, treated * (base if to is None else to)) < FEW_CONVERSIONS:
        notes.append(
            f"`accrue measure effect` refuses arms with under {FEW_CONVERSIONS} people of whom something came."
        )
    return notes


def _report(answer: dict[str, Any]) -> Report:
    from accrue.cli.report import Grid, Report, significant

    def write(value: float | None) -> str:
        return "none" if value is None else significant(value)

    detectable = answer["detectable"]
    if detectable is None:
        said = f"{answer['total']:,} people: {answer['per_arm']:,} in the control, {answer['treated']:,} treated."
        rows = [("From", write(answer["base"])), ("To", write(answer["to"]))]
    else:
        said = (
            f"With {answer['per_arm']:,} people in the control and {answer['treated']:,} treated, a change from "
            f"{write(answer['base'])} is found from {write(detectable['above'])} upwards, or {write(detectable['below'])} downwards."
        )
        rows = [("From", write(answer["base"]))]
    if answer["sd"] is not None:
        rows.append(("Standard deviation of one person", write(answer["sd"])))
    rows += [
        ("Power", f"{100 * answer['power']:g} %"),
        ("False alarms, two-sided", f"{100 * answer['alpha']:g} %"),
    ]
    grid = Grid("Asked for", ("", "Value"), tuple(rows), ("Value",))
    lead = (said, "Decide it before the start, and look once, at the end.")
    return Report("Size of an experiment", lead, 1 - answer["alpha"], (), (grid,), (), tuple(answer["notes"]))
