"""What rules that only warn say of the rows that come in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from accrue.accounts import access
from accrue.accounts.models import User
from accrue.exchange.planning import Item
from accrue.standards.inspecting import Finding, warnings_kept

MOST_TOLD = 100
"""Rules told of in a report."""
CAME_IN = "Came in all the same:"


@contextmanager
def warned(actor: User, kind: str, items: Sequence[Item]) -> Iterator[None]:
    """Tells each of the items what is found of its records while they are written; nothing about fields that are hidden."""
    with warnings_kept() as found:
        yield
    told = _by_record(actor, found)
    for item in items if told else ():
        if item.state in ("created", "updated") and item.record_id:
            item.warnings |= told.pop((kind, item.record_id), {})
            for beside in item.made:
                item.warnings |= {
                    f"{beside[0]}.{name}": said for name, said in told.pop((beside[0], beside[1]), {}).items()
                }


def _by_record(actor: User, found: Sequence[Finding]) -> dict[tuple[str, int], dict[str, str]]:
    held = access.access_of(actor)
    told: dict[tuple[str, int], dict[str, str]] = {}
    for one in found:
        if not held.hides(one.kind, one.field):
            told.setdefault((one.kind, one.record_id), {})[one.field] = one.message
    return told


def reason_of(item: Item) -> str:
    """Why a row became what it is, with what rules only warned of."""
    if not item.warnings:
        return item.reason
    said = " ".join(dict.fromkeys(item.warnings.values()))
    return f"{item.reason} {CAME_IN} {said}".strip()[:400]


def reported(report: dict[str, Any], items: Sequence[Item]) -> dict[str, Any]:
    """The report with these rows' warnings added: `warned` rows, and `warnings` [[field, message, rows], …]."""
    rows = [item for item in items if item.warnings]
    if not rows:
        return report
    counts = {(one[0], one[1]): int(one[2]) for one in report.get("warnings", [])}
    for item in rows:
        for key in item.warnings.items():
            if key in counts or len(counts) < MOST_TOLD:
                counts[key] = counts.get(key, 0) + 1
    warnings = [[field, message, count] for (field, message), count in counts.items()]
    return report | {"warned": report.get("warned", 0) + len(rows), "warnings": warnings}


def told_to(actor: User, kind: str, report: dict[str, Any]) -> list[tuple[str, str, int]]:
    """(field, message, rows) of a report as far as this reader may see the fields; most rows first."""
    held = access.access_of(actor)
    found = []
    for field, message, count in report.get("warnings", []):
        where, _, name = field.rpartition(".")
        if not held.hides(where or kind, name):
            found.append((field, message, count))
    return sorted(found, key=lambda one: -one[2])
