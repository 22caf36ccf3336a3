"""The facts tables of the cost ledger, and programme.toml."""

# ruff: noqa: S608  (pieces of SQL that are all written here; values travel as parameters)

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accrue import clock
from accrue.metrics.sources import Perimeter, Source, register, set_programme
from accrue.roi.models import Baseline, DeclaredBenefit, DesignPin, Programme
from accrue.roi.selectors.programme import programme_and_outside, require_programme
from accrue_facts.measures.catalogue import MEASURES

INSIDE = "({0}.team_id IS NULL OR {0}.team_id <> ALL(%(outside)s))"
COUNTED = """
    SELECT c.* FROM roi_cost c WHERE c.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM roi_cost r WHERE r.replaces_id = c.id)
"""
# What a cost of each transaction came to: their number in each month, from its first day to its last.
TRANSACTIONS = f"""
    SELECT 'order' AS per, (o.ordered_at AT TIME ZONE 'UTC')::date AS day FROM billing_order o
    WHERE o.state = 'confirmed' AND {INSIDE.format("o")}
    UNION ALL
    SELECT 'won_deal', (d.closed_at AT TIME ZONE 'UTC')::date FROM sales_deal d
    JOIN sales_stage s ON s.id = d.stage_id AND s.kind = 'won'
    WHERE d.archived_at IS NULL AND d.closed_at IS NOT NULL AND {INSIDE.format("d")}
"""
COSTS = f"""
    WITH counted AS ({COUNTED}), transactions AS ({TRANSACTIONS}),
    entries AS (
        SELECT c.id::text AS cost_id, c.id, c.category, c.incurred_on AS day, c.amount_minor AS minor, c.currency,
               c.spread_months, c.note
        FROM counted c WHERE c.recurs = 'once' AND c.per = 'whole'
        UNION ALL
        SELECT c.id || '-' || to_char(d.day, 'YYYY-MM'), c.id, c.category, d.day, c.amount_minor, c.currency, 1, c.note
        FROM counted c
        CROSS JOIN LATERAL generate_series(0, 1200) AS n
        CROSS JOIN LATERAL (SELECT (c.incurred_on + n * CASE c.recurs WHEN 'yearly' THEN interval '1 year'
                                    ELSE interval '1 month' END)::date AS day) d
        WHERE c.recurs <> 'once' AND d.day <= least(coalesce(c.until, %(as_of)s::date), %(as_of)s::date)
        UNION ALL
        SELECT c.id || '-' || to_char(min(t.day), 'YYYY-MM'), c.id, c.category, min(t.day), c.amount_minor * count(*),
               c.currency, 1, concat_ws(', ', nullif(c.note, ''), count(*) || CASE c.per WHEN 'order' THEN ' orders'
               ELSE ' deals won' END)
        FROM counted c JOIN transactions t ON t.per = c.per AND t.day >= c.incurred_on
             AND t.day <= least(coalesce(c.until, %(as_of)s::date), %(as_of)s::date)
        GROUP BY c.id, c.category, c.amount_minor, c.currency, c.note, c.per, date_trunc('month', t.day)
    )
"""

register(
    Source(
        "costs",
        {
            "cost_id": "id",
            "category": "text",
            "incurred_at": "time",
            "amount": "number",
            "currency": "text",
            "spread_months": "count",
            "note": "text",
        },
        f"""
        {COSTS}
        SELECT e.cost_id, e.category, e.day::text, {{money:e.minor:e.currency}}, e.currency,
               CASE WHEN e.spread_months > 1 THEN e.spread_months END, nullif(e.note, '')
        FROM entries e ORDER BY e.id, e.day
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """A declared benefit that is left out, for a larger one of its overlap group counts."""

    name: str
    group: str
    counted: str


def perimeter() -> Perimeter:
    found = programme_and_outside()
    return perimeter_of(*found) if found else perimeter_of(require_programme(), ())


def perimeter_of(programme: Programme, outside: tuple[int, ...]) -> Perimeter:
    return Perimeter(programme.currency, clock.now().date(), outside)


def programme_toml(perimeter: Perimeter) -> str:
    """programme.toml of `accrue_facts`: settings, the baseline's window, the declared benefits that count, and pins."""
    programme = require_programme()
    lines = [f"base_currency = {_text(programme.currency)}", *_settings(programme)]
    baseline = current_baseline()
    if baseline:
        lines.append(f"baseline = [{baseline.starts_on.isoformat()}, {baseline.ends_on.isoformat()}]")
    for benefit in counted_benefits()[0]:
        lines += [
            "",
            "[[declared]]",
            f"name = {_text(benefit.name)}",
            f"amount = {_number(benefit.amount.major)}",
            f"haircut = {_number(benefit.haircut)}",
            *([f"group = {_text(benefit.overlap_group)}"] if benefit.overlap_group else []),
        ]
    for pin in DesignPin.objects.order_by("line"):
        lines += ["", "[[pin]]", f"line = {_text(pin.line)}", f"design = {_text(pin.design)}"]
        lines.append(f"reason = {_text(pin.reason)}")
    return "\n".join(lines) + "\n"


def counted_benefits() -> tuple[list[DeclaredBenefit], list[Overlap]]:
    """The declared benefits that count, in the order they were entered, and those a larger one leaves out."""
    held = list(DeclaredBenefit.objects.filter(withdrawn_at=None).order_by("pk"))
    best: dict[str, DeclaredBenefit] = {}
    for benefit in held:
        group = benefit.overlap_group
        if group and (group not in best or best[group].counted < benefit.counted):
            best[group] = benefit
    counted = [b for b in held if not b.overlap_group or best[b.overlap_group] is b]
    left_out = [b for b in held if b not in counted]
    return counted, [Overlap(b.name, b.overlap_group, best[b.overlap_group].name) for b in left_out]


def current_baseline() -> Baseline | None:
    """The newest baseline of what the company sells that no later one supersedes: its window is the statement's."""
    sold = [one.name for one in MEASURES.values() if one.group == "Sales" and not one.is_ratio]
    whole = Baseline.objects.filter(measure__in=sold, team=None, dimension="")
    return whole.filter(superseded_by=None).order_by("-frozen_at", "-pk").first()


def _settings(programme: Programme) -> Iterable[str]:
    if programme.go_live:
        yield f"go_live = {programme.go_live.isoformat()}"
    yield f"horizon_months = {programme.horizon_months}"
    yield f"discount_rate = {_number(programme.discount_rate)}"
    if programme.margin_rate is not None:
        yield f"margin_rate = {_number(programme.margin_rate)}"
    if programme.loaded_hourly_rate:
        yield f"loaded_hourly_rate = {_number(programme.loaded_hourly_rate.major)}"
    yield 'panel_measure = "margin"'


def _text(value: str) -> str:
    return json.dumps("".join(c for c in value if c.isprintable()), ensure_ascii=False)


def _number(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text if "." in text else f"{text}.0"


set_programme(perimeter=perimeter, programme=programme_toml)
