"""What `accrue measure` answers, as JSON: keys that stay. docs/reference/measure.md lists them, kept true by a test."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from accrue_facts.values import Allocation, Interval, Line, Statement
from accrue_stats.estimate import Check, Estimate, Refusal

type Answer = dict[str, Any]


def roi_answer(statement: Statement) -> Answer:
    """`accrue measure roi --json`."""
    share = statement.share
    return {
        "roi_percent": _interval(statement.roi_percent),
        "net_return": _interval(statement.net_return),
        "cost_to_benefit": _interval(statement.cost_to_benefit),
        "benefit": _interval(statement.benefit),
        "cost": statement.cost,
        "probability_positive": statement.probability_positive,
        "npv": _interval(statement.npv),
        "irr": _interval(statement.irr),
        "payback_years": _interval(statement.payback_years),
        "discounted_payback_years": _interval(statement.discounted_payback_years),
        "share": None
        if share is None
        else {"measured": share.measured, "modelled": share.modelled, "declared": share.declared},
        "roi_percent_measured_only": _interval(statement.roi_percent_measured_only),
        "roi_percent_correlated": _interval(statement.roi_percent_correlated),
        "currency": statement.currency,
        "level": statement.level,
        "period": {"from": statement.period.start, "to": statement.period.end},
        "lines": [_line(line) for line in statement.lines],
        "costs": [
            {"category": c.category, "amount": c.amount, "records": c.records.count} for c in statement.costs
        ],
        "sensitivity": [
            {
                "input": one.input,
                "label": one.label,
                "unit": one.unit,
                "value": one.value,
                "break_even": one.break_even,
                "reason": one.reason,
            }
            for one in statement.sensitivity
        ],
        "tornado": [
            {
                "input": one.input,
                "label": one.label,
                "how": one.how,
                "low": {"value": one.low, "roi_percent": one.roi_low},
                "high": {"value": one.high, "roi_percent": one.roi_high},
            }
            for one in statement.tornado
        ],
        "projection": None
        if statement.projection is None
        else {
            "months": statement.projection.months,
            "benefit": statement.projection.benefit,
            "benefit_low": statement.projection.benefit_low,
            "benefit_high": statement.projection.benefit_high,
            "cost": statement.projection.cost,
            "net_return": statement.projection.net_return,
            "net_return_low": statement.projection.net_return_low,
            "net_return_high": statement.projection.net_return_high,
            "present_value": statement.projection.present_value,
            "present_value_low": statement.projection.present_value_low,
            "present_value_high": statement.projection.present_value_high,
            "assumption": statement.projection.assumption,
        },
        "unit_costs": [
            {"per": one.per, "label": one.label, "value": one.cost, "count": one.count, "reason": one.reason}
            for one in statement.unit_costs
        ],
        "allocation": _allocation(statement.allocation),
        "undefined": {one.figure: one.reason for one in statement.undefined},
        "missing": [{"table": m.table, "column": m.column, "costs": m.costs} for m in statement.missing],
        "notes": list(statement.notes),
        "fingerprint": statement.fingerprint,
        "seed": statement.seed,
        "refused": [{"code": r.code, "reason": r.reason, "line": r.line} for r in statement.refused] or None,
    }


def _allocation(found: Allocation | None) -> Answer | None:
    return None if found is None else {"label": "allocation", **asdict(found)}


def _line(line: Line) -> Answer:
    return {
        "name": line.name,
        "grade": line.grade,
        "design": line.design,
        "value": line.value,
        "low": line.low,
        "high": line.high,
        "status": line.status,
        "reason": line.reason,
        "records": line.record_count,
        "drivers": [
            {"name": d.name, "value": d.value, "without": d.without, "actual": d.actual} for d in line.drivers
        ],
        "tried": [{"grade": t.grade, "design": t.design, "reason": t.reason} for t in line.tried],
        "pinned": line.pinned,
    }


def _interval(found: Interval | None) -> Answer | None:
    return None if found is None else {"value": found.value, "low": found.low, "high": found.high}


def estimate(found: Estimate | None, *, with_se: bool = False) -> Answer | None:
    """An estimate as JSON; a bound that is infinite is null."""
    if found is None:
        return None
    answer: Answer = {"value": found.value, "low": finite(found.low), "high": finite(found.high)}
    return answer | {"se": found.se} if with_se else answer


def described(found: Estimate | None) -> Answer | None:
    """What the sample shows, without bounds: for what could not be tried, and so may be told but not claimed."""
    return None if found is None else {"value": found.value, "low": None, "high": None, "se": found.se}


def finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def refusals(found: Iterable[Refusal], line: str | None = None) -> list[Answer] | None:
    """None when nothing was refused."""
    return [{"code": one.code, "reason": one.reason, "line": line} for one in found] or None


def checks(found: Iterable[Check]) -> list[Answer]:
    return [
        {
            "name": c.name,
            "statistic": finite(c.statistic),
            "p": finite(c.p),
            "passed": c.passed,
            "note": c.note,
        }
        for c in found
    ]
