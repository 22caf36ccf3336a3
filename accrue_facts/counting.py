"""Which lines count, so that no euro counts twice."""

from __future__ import annotations

from dataclasses import replace

from accrue_facts.draft import Draft
from accrue_facts.overlap import overlap

SAID = {"margin": "margin", "hours": "working time", "service": "the cost to serve"}
"""The pools of money that lines are of; a declared line names one as its group."""


def count(drafts: list[Draft]) -> list[Draft]:
    """Every draft with its status: counted, shown (with the reason) or refused.

    Holdout lines count where nobody they treated is treated, or is a control, in another that counts: the one with
    most people treated first, then in the order of their names, never by what they found. Arms of one experiment
    share its control, which `compose` knows. A roll-out counts where none of its people, orders, or units' periods is
    in a line that counts. What is modelled (C, D) counts only where nothing measured the margin, and one of them.
    Working time and the cost to serve are no margin: their lines count beside it, each once. Declared lines count last:
    of a group the largest, of the groups "margin", "hours" and "service" only where no line is measured of that money.
    """
    counted: list[Draft] = []
    result: dict[int, Draft] = {}
    for i in sorted(range(len(drafts)), key=lambda i: _rank(drafts[i])):
        draft = drafts[i]
        if draft.stat is None:
            result[i] = draft
            continue
        reason = _why_not(draft, counted)
        if reason is None:
            counted.append(draft)
        result[i] = draft if reason is None else _shown(draft, reason)
    return [result[i] for i in range(len(drafts))]


def _rank(draft: Draft) -> tuple[str, float]:
    # one experiment's measures come margin first; the sort is stable
    grade = draft.line.grade
    if grade == "E":
        return "E", -(draft.line.value or 0.0) if draft.group else 0.0
    return ("C", 0.0) if grade == "D" else (grade, -len(draft.treated) if grade == "A" else 0.0)


def _why_not(draft: Draft, counted: list[Draft]) -> str | None:
    grade = draft.line.grade
    if grade in ("A", "B"):
        return next((why for other in counted if (why := overlap(draft, other))), None)
    if grade in ("C", "D"):
        return next((why for other in counted if (why := _same_margin(draft, other))), None)
    return _declared_twice(draft, counted) if draft.group else None


def _same_margin(draft: Draft, other: Draft) -> str | None:
    if draft.pool != other.pool:
        return None
    if other.line.grade in ("A", "B"):
        return (
            f"{other.line.name} measures the same margin by a {other.line.design}; counting both would count the "
            "same money twice."
        )
    if other.line.grade in ("C", "D"):
        return f"{other.line.name} measures the same margin ({other.line.design}); only one of them counts."
    return None


def _declared_twice(draft: Draft, counted: list[Draft]) -> str | None:
    for other in counted:
        if draft.group == other.pool and other.line.grade != "E":
            return f"It is declared to be {SAID[draft.group]}, which {other.line.name} measures."
        if other.group == draft.group:
            return f"{other.line.name} is of the same group, {draft.group}, and is larger; only one of them counts."
    return None


def _shown(draft: Draft, reason: str) -> Draft:
    return replace(draft, line=replace(draft.line, status="shown", reason=reason))
