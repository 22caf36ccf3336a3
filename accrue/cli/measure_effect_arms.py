"""What `accrue measure effect --all-arms` says in words."""

from __future__ import annotations

from accrue.cli.report import Grid, Report, Row, percent, significant
from accrue_facts.effect_arms import EffectOfArms


def report(found: EffectOfArms) -> Report:
    """One row an arm with the interval that holds for all of them at once, and a table of their tests."""
    rows = tuple(
        Row(name, one.simultaneous.value, one.simultaneous.low, one.simultaneous.high, significant, zero_is_chance=True)
        for name, one in found.jointly.items()
    )  # fmt: skip
    cells = []
    for effect in found.effects:
        shown, one = effect.shown, found.jointly.get(effect.comparison.arm)
        if shown is not None and one is not None:
            cells.append(
                (
                    effect.comparison.arm, f"{shown.units_treated:,}", significant(shown.treated_mean),
                    percent(shown.relative.value) if shown.relative else "–", f"{one.p:.3g}", f"{one.p_holm:.3g}",
                )
            )  # fmt: skip
    heads = ("Arm", "People", "Mean", "Against the control", "p", "p after Holm")
    grids = (Grid("Arms", heads, tuple(cells), heads[1:]),) if cells else ()
    arms = len(found.effects)
    lead = [
        f"{arms} treated arm{'s' if arms > 1 else ''} against one control; the intervals hold for all of them at once."
    ]
    best = min(found.jointly.values(), key=lambda one: one.p_holm, default=None)
    if best is not None and best.p_holm > 1 - found.level:
        lead.append("After allowing for so many tests none is clearly different: it could be chance.")
    told = tuple(
        f"{effect.comparison.arm}: {one.reason}"
        for effect in found.effects
        for one in effect.comparison.refusals
    )
    title = f"{found.experiment.name}: all arms on {found.measure}"
    return Report(title, tuple(lead), found.level, rows, grids, told)
