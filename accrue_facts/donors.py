"""`accrue measure donors`: what go-live changed in a unit, against units that were left untouched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accrue_facts.answers import Answer, checks, described, estimate, refusals
from accrue_facts.errors import FactsError
from accrue_facts.go_live import go_live_number, go_live_text
from accrue_facts.panel import Panel, read_adoption, read_panel
from accrue_facts.tables import Facts, Flags, Floats
from accrue_stats.donors.checks import MAX_HORIZON
from accrue_stats.donors.effect import DonorsEffect, donors_effect
from accrue_stats.estimate import Estimate

TABLES = ("panel", "adoption")
SHOWN = 5


@dataclass(frozen=True, slots=True, eq=False)
class DonorsFound:
    """`periods` are those of the treated units; `actual` their mean, `donors` the untouched units by name."""

    units: tuple[str, ...]
    go_live: str
    every: str
    periods: tuple[str, ...]
    actual: Floats
    donors: tuple[str, ...]
    found: DonorsEffect
    level: float
    max_horizon: float
    warnings: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        return bool(self.found.refusals)

    @property
    def answer(self) -> Answer:
        """`accrue measure donors --json`."""
        e = self.found
        claimed = not self.is_refused
        return {
            "unit": list(self.units) if len(self.units) > 1 else self.units[0],
            "go_live": self.go_live,
            "every": self.every,
            "periods": {"before": e.before, "after": e.after},
            "donors": e.donors,
            "did": self._described(e.did),
            "synthetic_control": self._described(e.synthetic_control, bare=self.is_off_level),
            "sdid": self._claimed(e.sdid),
            "ridge": self._claimed(e.ridge),
            "total": self._claimed(e.total),
            "weights": self._by_name(e.weights),
            "control_weights": self._by_name(e.control_weights),
            "period_weights": None
            if e.period_weights is None
            else dict(zip(self.periods[: e.before], e.period_weights.tolist(), strict=True)),
            "placebo": None
            if e.rank is None
            else {"rank": e.rank.rank, "of": e.rank.of, "p": e.rank.p, "sdid_p": e.rank.sdid_p},
            "fake_dates": None
            if e.fake_dates is None
            else {
                "dates": e.fake_dates.dates,
                "sdid": e.fake_dates.sdid,
                "ridge": e.fake_dates.ridge,
                "nearer": e.fake_dates.nearer,
            },
            "pre_fit": e.misfit,
            "checks": checks(e.checks),
            "max_horizon": self.max_horizon,
            "grade": "C" if claimed else None,
            "level": self.level,
            "warnings": list(self.warnings),
            "refused": refusals(e.refusals, ", ".join(self.units)),
        }

    @property
    def is_off_level(self) -> bool:
        """Whether no mix of donors comes near the unit before, so that synthetic control says nothing."""
        return any(one.name == "pre-fit" and one.passed is False for one in self.found.checks)

    def _claimed(self, found: Estimate | None) -> Answer | None:
        """Where the time after is too long to be foreseen, the value and its error alone, as a description."""
        if not self.is_refused:
            return estimate(found, with_se=True)
        return described(found) if {one.code for one in self.found.refusals} == {"donors.horizon"} else None

    def _described(self, found: Estimate | None, *, bare: bool = False) -> Answer | None:
        """With its interval where something may be claimed; otherwise the bare difference, which is a description."""
        if found is None or not (self.is_refused or bare):
            return estimate(found, with_se=True)
        return {"value": found.value, "low": None, "high": None, "se": None}

    def _by_name(self, weights: Floats | None) -> Answer | None:
        return None if weights is None else dict(zip(self.donors, weights.tolist(), strict=True))


def measure_donors(
    facts: Facts, units: tuple[str, ...], go_live: str | None, *, level: float, max_horizon: float = MAX_HORIZON, seed: int = 0
) -> DonorsFound:  # fmt: skip
    """The effect of `go_live` on the mean of `units`, with all other units of the panel as donors that have every
    period the treated have and, by the table adoption, never adopted within it. FactsError for a unit that is not
    there, and a go-live without periods before and after it.
    """
    panel = read_panel(facts.tables["panel"])
    rows = np.array([_row(panel, unit) for unit in dict.fromkeys(units)])
    table = facts.get("adoption")
    adopted = read_adoption(table, panel) if table is not None else {}
    start = _start(facts, panel, units, go_live, adopted)
    kept = ~np.isnan(panel.values[rows]).any(axis=0)
    periods = tuple(p for p, keep in zip(panel.periods, kept, strict=True) if keep)
    before = int(kept[: panel.position(start)].sum())
    text = go_live_text(start, is_number=panel.every == "number")
    if not 0 < before < len(periods):
        side = "from then on" if before else "before it"
        raise FactsError(
            "facts.go_live_outside",
            f"{panel.file}, column period: --go-live {text}, and {units[0]!r} has no value {side}.",
        )
    free = _free(panel, rows, adopted)
    whole = free & ~np.isnan(panel.values[:, kept]).any(axis=1)
    found = donors_effect(
        panel.values[rows][:, kept], panel.values[whole][:, kept], before=before, level=level,
        max_horizon=max_horizon, seed=seed,
    )  # fmt: skip
    names = tuple(np.array(panel.units)[rows].tolist())
    warnings = _warnings(panel, kept, free & ~whole, rows, free, found, max_horizon)
    return DonorsFound(
        names, text, panel.every, periods, panel.values[rows][:, kept].mean(axis=0),
        tuple(np.array(panel.units)[whole].tolist()), found, level, max_horizon, warnings,
    )  # fmt: skip


def _row(panel: Panel, unit: str) -> int:
    if unit not in panel.units:
        listed = ", ".join(panel.units[:12])
        raise FactsError(
            "facts.no_unit", f"{panel.file}, column unit: there is no {unit!r}; there are: {listed}."
        )
    return panel.units.index(unit)


def _start(
    facts: Facts, panel: Panel, units: tuple[str, ...], go_live: str | None, adopted: dict[str, int | None]
) -> int:
    """As asked; else when all the units adopted, if on one date; else the programme's."""
    days = {adopted.get(unit) for unit in units}
    day = days.pop() if len(days) == 1 else None
    if go_live is None and day is not None:
        return day
    return go_live_number(facts, go_live, is_number=panel.every == "number")


def _free(panel: Panel, rows: Floats, adopted: dict[str, int | None]) -> Flags:
    """Units that did not adopt by the end of the panel."""
    free = np.ones(len(panel.units), dtype=bool)
    for i, unit in enumerate(panel.units):
        day = adopted.get(unit)
        free[i] = day is None or panel.position(day) >= len(panel.periods)
    free[rows] = False
    return free


def _warnings(
    panel: Panel, kept: Flags, gaps: Flags, rows: Floats, free: Flags, found: DonorsEffect, max_horizon: float
) -> tuple[str, ...]:
    others = ~free
    others[rows] = False
    told = []
    if max_horizon > MAX_HORIZON and found.after > MAX_HORIZON * found.before:
        told.append(
            f"The horizon of {found.after} periods is more than a third of the {found.before} before go-live; it was "
            f"let pass by --max-horizon {max_horizon:g}."
        )
    failed = {one.name for one in found.checks if one.passed is False}
    if "pre-fit" in failed:
        told.append(
            "No mix of donors comes near the unit before go-live; synthetic control says nothing here."
        )
    if "parallel before" in failed:
        told.append(
            "The donors did not run parallel to the unit before go-live; believe the estimate with care."
        )
    for chosen, why in ((others, "adopted too"), (gaps, "lack a value in some period")):
        if chosen.any():
            told.append(f"Left out as donors, for they {why}: {_listed(panel, chosen)}.")
    if not kept.all():
        count = int((~kept).sum())
        them = "1 period is" if count == 1 else f"{count} periods are"
        told.append(f"{them} left out, for the treated have no value there.")
    if panel.gap:
        told.append(f"The panel has a hole: {panel.gap}. Periods are taken to follow each other.")
    return tuple(told)


def _listed(panel: Panel, chosen: Flags) -> str:
    names = [panel.units[i] for i in np.flatnonzero(chosen)]
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
