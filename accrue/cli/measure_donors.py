"""`accrue measure donors`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli.output import FiniteRange, Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Grid, Report
    from accrue.ui.charts.figure import Chart
    from accrue_facts.donors import DonorsFound
    from accrue_stats.estimate import Estimate

EXAMPLE = "Example: accrue measure donors --data facts/ --unit North --go-live 2025-01"
SHOWN = 12


@click.command("donors", epilog=EXAMPLE)
@data_option
@click.option(
    "--unit", "units", metavar="U", required=True, multiple=True,
    help="The unit that got the CRM, as named in panel; give it again for several that got it at once.",
)  # fmt: skip
@click.option(
    "--go-live",
    metavar="DATE",
    help="First period with the CRM; without it as in adoption, else programme.toml's.",
)
@click.option(
    "--max-horizon", metavar="F", type=FiniteRange(0, 1000, min_open=True),
    help="Periods after go-live that are let pass, as a part of those before; without it a third.",
)  # fmt: skip
@output_options
def donors(
    data: Path,
    units: tuple[str, ...],
    go_live: str | None,
    max_horizon: float | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """What go-live changed in a unit, against the other units of the panel, which were left untouched (grade C).

    Synthetic difference-in-differences is what is claimed; the plain difference, synthetic control and a ridge
    regression stand beside it. Trying the same on every donor says how far off it may be.
    """
    from accrue_facts.donors import TABLES, measure_donors
    from accrue_facts.reading import read_facts
    from accrue_stats.donors.checks import MAX_HORIZON

    facts = read_facts(data, TABLES, needs=("panel",))
    found = measure_donors(facts, units, go_live, level=level, max_horizon=max_horizon or MAX_HORIZON)
    deliver(found.answer, _report(found), Output(as_json, html, pdf))


def _report(found: DonorsFound) -> Report:
    from accrue.cli.report import Report, Row, significant

    e = found.found
    lead = [
        f"{e.donors} donors; {e.before} periods before {found.go_live}, {e.after} from then on."
        + ("" if found.is_refused else " Grade C, untouched donors.")
    ]
    estimates: tuple[tuple[str, Estimate | None], ...] = (
        ("Synthetic difference-in-differences, per period", e.sdid),
        ("The same in total", e.total),
        ("Beside it: plain difference-in-differences", e.did),
        ("Beside it: synthetic control", None if found.is_off_level else e.synthetic_control),
        ("Beside it: ridge regression on the donors", e.ridge),
    )
    rows = tuple(
        Row(label, one.value, one.low, one.high, significant, zero_is_chance=True)
        for label, one in estimates
        if one is not None and not found.is_refused
    )
    if rows and rows[0].could_be_chance:
        lead.append("The interval of the effect contains zero: it could be chance.")
    notes = list(found.warnings)
    if found.is_refused:
        notes += [f"As a description only, {label}: {value}." for label, value in _described(found)]
    notes += [one.note for one in e.checks]
    if e.rank is not None:
        notes.append(
            f"Placebo in space: rank {e.rank.rank} of {e.rank.of}, p {e.rank.p:.3g}; by the size of the synthetic "
            f"difference p {e.rank.sdid_p:.3g}."
        )
    if e.fake_dates is not None:
        f = e.fake_dates
        notes.append(
            f"At {f.dates} dates at which nothing went live, synthetic difference-in-differences was off by "
            f"{significant(f.sdid)} (root mean square) and ridge by {significant(f.ridge)}."
        )
    title = f"{', '.join(found.units)} since {found.go_live}"
    return Report(
        title, tuple(lead), found.level, rows, _weights(found), tuple(one.reason for one in e.refusals), tuple(notes),
        charts=lambda: _charts(found, title),
    )  # fmt: skip


def _described(found: DonorsFound) -> list[tuple[str, str]]:
    from accrue.cli.report import significant

    pairs = (
        ("plain difference-in-differences", found.found.did),
        ("synthetic control", found.found.synthetic_control),
    )
    return [(label, significant(one.value)) for label, one in pairs if one is not None]


def _weights(found: DonorsFound) -> tuple[Grid, ...]:
    from accrue.cli.report import Grid, percent

    weights = found.found.weights
    if weights is None:
        return ()
    ranked = sorted(zip(weights.tolist(), found.donors, strict=True), key=lambda one: (-one[0], one[1]))
    rows = tuple((name, percent(weight)) for weight, name in ranked[:SHOWN] if weight > 0.0005)
    return (Grid("Donors that weigh most", ("Donor", "Weight"), rows, ("Weight",)),)


def _charts(found: DonorsFound, title: str) -> list[Chart]:
    from accrue.cli.report import level_text, significant
    from accrue.ui.charts import LineBand

    e = found.found
    if found.is_refused or e.path is None:
        return []
    without = (found.actual - e.path).tolist()
    # the interval is of the mean over all periods; of single periods none is known
    none = [None] * len(without)
    return [
        LineBand(
            "donors", title, found.periods, found.actual.tolist(), without, none, none, significant, e.before,
            level=level_text(found.level), without_name="Donors' mix",
        )
    ]  # fmt: skip
