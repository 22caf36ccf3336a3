"""`accrue measure attribution`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli import CommandError
from accrue.cli.output import FILE, FiniteRange, Output, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Report
    from accrue_facts.attribution import Attribution
    from accrue_facts.journeys import Met

RULES = ("first", "last", "linear", "position", "decay", "markov", "shapley")


@click.command("attribution", epilog="Example: accrue measure attribution --data facts/ --rule markov --json")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of facts tables with touches and orders, deals or leads.",
)
@click.option(
    "--paths",
    metavar="FILE.csv",
    type=FILE,
    help="path (A > B > C), conversions, non_conversions or converted, instead of touches.",
)
@click.option(
    "--rule", "rules", type=click.Choice(RULES), multiple=True, help="Only this rule; may be repeated."
)
@click.option(
    "--conversions",
    type=click.Choice(["orders", "deals", "leads"]),
    help="What a conversion is; without it the first of these tables that is there.",
)
@click.option(
    "--by",
    type=click.Choice(["channel", "campaign"]),
    default="channel",
    show_default=True,
    help="Share out to.",
)
@click.option(
    "--kind", "kinds", metavar="KIND", multiple=True, help="Only touches of this kind; may be repeated."
)
@click.option(
    "--window",
    metavar="DAYS",
    type=FiniteRange(0, min_open=True),
    help="Only touches so many days before the conversion.",
)
@click.option(
    "--half-life", metavar="DAYS", type=FiniteRange(0, min_open=True), default=7.0, show_default=True,
    help="Of the rule decay.",
)  # fmt: skip
@output_options
def attribution(
    data: Path | None,
    paths: Path | None,
    rules: tuple[str, ...],
    conversions: str | None,
    by: str,
    kinds: tuple[str, ...],
    window: float | None,
    half_life: float,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """How conversions would be shared out among the channels people met before.

    First, last, linear, position (40/20/40) and decay look at where a touch stands; markov takes each channel out of a
    chain of transitions; shapley shares equally among the channels of a journey. All are an allocation, not an effect:
    none says what would have happened without a channel (see: accrue measure effect).
    """
    from accrue_facts.attribution import measure_attribution

    met = _met(data, paths, conversions, by == "campaign", kinds, window)
    found = measure_attribution(met, rules, half_life=half_life)
    deliver(found.answer, _report(found, level), Output(as_json, html, pdf))


def _met(
    data: Path | None,
    paths: Path | None,
    source: str | None,
    by_campaign: bool,
    kinds: tuple[str, ...],
    window: float | None,
) -> Met:
    from accrue_facts.attribution import TABLES
    from accrue_facts.journeys import Asked, Met, journeys_from_facts
    from accrue_facts.paths import journeys_from_paths
    from accrue_facts.reading import read_facts

    if (data is None) == (paths is None):
        raise CommandError("Give either --data DIR with touches, or --paths FILE.csv.")
    if paths is not None:
        if source or by_campaign or kinds or window:
            raise CommandError("--conversions, --by, --kind and --window need touches; --paths has none.")
        return Met(journeys_from_paths(paths), "paths")
    tables = [name for name in TABLES if name not in ("orders", "deals", "leads") or source in (None, name)]
    facts = read_facts(data or Path(), tables, needs=("touches",))
    return journeys_from_facts(facts, Asked(source, by_campaign, kinds, window))


def _report(found: Attribution, level: float) -> Report:
    from accrue.cli.report import Grid, Report, percent

    met, allocated = found.met, found.allocation
    lead = [
        "This is an allocation, not an effect: it shares out what happened, and does not say what was caused."
    ]
    grids = []
    if allocated is not None and allocated.credit:
        rules = [rule for rule in found.rules if rule in allocated.credit]
        lead.append(
            f"{allocated.conversions:,.10g} conversions ({met.source}) came after {len(allocated.channels)} channels."
        )
        shares = {rule: found.share(rule) or {} for rule in rules}
        order = sorted(allocated.channels, key=lambda name: -shares[rules[-1]][name])
        cells = tuple((name, *(percent(shares[rule][name]) for rule in rules)) for name in order)
        grids.append(Grid("Allocation of conversions", ("Channel", *rules), cells, tuple(rules)))
    counts = (
        (met.unmet, "conversions had no touch before them, and are not shared out"),
        (met.without_person, "conversions name no person, and are left out"),
        (met.not_human, "touches are not of a human, and are left out"),
        (met.too_late, "touches came after the last conversion of their person, and are left out"),
        (met.too_early, "touches came before the window, and are left out"),
    )
    notes = [f"{count:,.10g} {words}." for count, words in counts if count] + list(found.undefined.values())
    reasons = tuple(refusal.reason for refusal, _ in found.refused)
    return Report("Attribution (allocation)", tuple(lead), level, (), tuple(grids), reasons, tuple(notes))
