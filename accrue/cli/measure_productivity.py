"""`accrue measure productivity`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accrue.cli import CommandError
from accrue.cli.output import FiniteRange, Output, data_option, deliver, output_options

if TYPE_CHECKING:
    from accrue.cli.report import Report
    from accrue_facts.productivity import Productivity

EXAMPLE = "Example: accrue measure productivity --data facts/ --go-live 2025-01-06 --untouched travel --realisation 0.4"


@click.command("productivity", epilog=EXAMPLE)
@data_option
@click.option("--go-live", metavar="DATE", help="First day with the CRM; without it programme.toml's.")
@click.option("--from", "start", metavar="DATE", help="First day that counts.")
@click.option("--to", "end", metavar="DATE", help="Last day that counts.")
@click.option("--kind", metavar="NAME", help="The kind of task; without it all of them.")
@click.option(
    "--untouched", metavar="NAME", help="A kind of task the CRM did nothing about: it must not have changed."
)
@click.option(
    "--realisation", metavar="F", type=FiniteRange(0, 1), help="Share of the time saved that becomes money."
)
@click.option(
    "--adoption",
    metavar="F",
    type=FiniteRange(0, 1),
    default=1.0,
    show_default=True,
    help="Share of users who work so.",
)
@click.option(
    "--hourly-rate",
    metavar="AMOUNT",
    type=FiniteRange(0),
    help="Loaded cost of an hour; else programme.toml's.",
)
@click.option(
    "--cost-per-case", metavar="AMOUNT", type=FiniteRange(0), help="What a case costs, for the cost to serve."
)
@output_options
def productivity(
    data: Path,
    go_live: str | None,
    start: str | None,
    end: str | None,
    kind: str | None,
    untouched: str | None,
    realisation: float | None,
    adoption: float,
    hourly_rate: float | None,
    cost_per_case: float | None,
    level: float,
    as_json: bool,
    html: Path | None,
    pdf: Path | None,
) -> None:
    """Time saved by the same users at the same tasks, and what it is worth; work per user; cost to serve.

    Money is hours × loaded rate × adoption × realisation: only time that is turned into less pay or more work counts,
    so the realisation must be declared. From tasks; with deals, touches, cases and orders where they are there.
    """
    from accrue_facts.cut import cut_of
    from accrue_facts.productivity import TABLES, Declared, measure_productivity
    from accrue_facts.reading import read_facts

    if kind is not None and kind == untouched:
        raise CommandError("--kind and --untouched must be different tasks.")
    facts = read_facts(data, TABLES, needs=("tasks",))
    cut = cut_of(facts, go_live, start, end)
    if cut is None:
        raise CommandError("Give --go-live DATE, or go_live in programme.toml.")
    declared = Declared(realisation, adoption, hourly_rate, cost_per_case)
    found = measure_productivity(facts, cut, declared, kind=kind, untouched=untouched, level=level)
    deliver(found.answer, _report(found), Output(as_json, html, pdf))


def _report(found: Productivity) -> Report:
    from accrue.cli.report import Grid, Report, Row, number, significant

    saved, served = found.shown, found.serving
    shown = (
        ("Minutes saved a task", saved.per_task if saved else None, significant),
        ("Hours saved since", saved.hours if saved else None, number(1)),
        ("Worth", found.value, number(2)),
        ("Tasks per user and month, change", found.tasks.change if found.tasks else None, significant),
        ("Deals per user and month, change", found.deals.change if found.deals else None, significant),
        ("Cases per customer and month, change", found.cases.change if found.cases else None, significant),
        ("Cost to serve a customer and month, change", found.service_cost, significant),
        ("Cases a team and month, effect", served.effect if served else None, significant),
        ("Cost of cases in total, effect", found.cost_of_cases, significant),
    )
    rows = tuple(
        Row(label, e.value, e.low, e.high, write, zero_is_chance=True)
        for label, e, write in shown
        if e is not None
    )
    rates = (
        ("Tasks per user", found.tasks),
        ("Deals per user", found.deals),
        ("Interactions per user", found.interactions),
        ("Cases per customer", found.cases),
    )
    cells = tuple(
        (label, significant(rate.before), significant(rate.after), f"{rate.units:,}")
        for label, rate in rates
        if rate is not None
    )
    told = {True: "yes", False: "no", None: "not tested"}
    tests = tuple((c.name, told[c.passed], "" if c.p is None else f"{c.p:.3g}", c.note) for c in found.checks)
    grids = (
        Grid("By month", ("Figure", "Before", "After", "Users or customers"), cells, ("Before", "After", "Users or customers")),
        Grid("Checks", ("Check", "Passed", "p", "What was seen"), tests),
    )  # fmt: skip
    lead = [f"Before and after {found.cut.go_live}."]
    if found.saved is not None:
        lead.append(f"{found.saved.users:,} users, {found.saved.tasks:,} tasks after.")
    if served is not None:
        lead.append(f"Cost to serve: {served.design}, grade {served.grade}.")
    notes = (
        "This is a change of the same people: an effect only if nothing else changed.",
        *([f"{t.design.capitalize()} (grade {t.grade}): {t.reason}" for t in served.tried] if served else []),
        *found.undefined.values(),
    )
    return Report(
        "Productivity", tuple(lead), found.level, rows, tuple(g for g in grids if g.rows),
        tuple(one.reason for one in found.refused), tuple(dict.fromkeys(notes)),
    )  # fmt: skip
