"""Which lines count, so that no euro counts twice."""

from __future__ import annotations

from dataclasses import replace

from accrue_facts.draft import Draft


def count(drafts: list[Draft]) -> list[Draft]:
    """Every draft with its status: counted, shown (with the reason) or refused.

    Holdout lines count where nobody they treated is treated, or is a control, in another that counts: the one with
    most people treated first, then in the order of their names, never by what they found. Arms of one experiment
    share its control, which `compose` knows. A trend counts only where nothing measured the margin by a holdout, and
    one of them. Declared lines count last.
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


def _rank(draft: Draft) -> tuple[str, int, int]:
    # one experiment's measures come margin first; the sort is stable
    return (draft.line.grade if draft.line.grade in ("A", "B", "E") else "C", -len(draft.treated), 0)


def _why_not(draft: Draft, counted: list[Draft]) -> str | None:
    if draft.line.grade == "A":
        return next((why for other in counted if (why := _overlap(draft, other))), None)
    if draft.line.grade in ("C", "D"):
        for other in counted:
            if other.line.grade in ("A", "B"):
                return (
                    f"{other.line.name} measures the same margin by a {other.line.design}; counting both would count the "
                    "same money twice."
                )
            if other.line.grade in ("C", "D"):
                return f"{other.line.name} measures the same margin ({other.line.design}); only one of them counts."
    return None


def _overlap(draft: Draft, other: Draft) -> str | None:
    both = len(draft.treated & other.treated)
    if both:
        return (
            f"{both:,} of the people it treated are counted in {other.line.name}; counting both would count the same "
            "money twice."
        )
    crossed = len(draft.treated & other.control) + len(draft.control & other.treated)
    if crossed:
        return (
            f"{crossed:,} people were treated in one and the control in the other of this and {other.line.name}, so the "
            "two do not add up."
        )
    return None


def _shown(draft: Draft, reason: str) -> Draft:
    return replace(draft, line=replace(draft.line, status="shown", reason=reason))
