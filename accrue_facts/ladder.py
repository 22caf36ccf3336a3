"""The line of margin by the best design its data allow: roll-out (B), donors (C), trend (D); or the one pinned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from accrue_facts.draft import Draft, Frame, refused
from accrue_facts.programme import Pin
from accrue_facts.trend import Source, orders_trend, series_trends, trend_draft
from accrue_facts.unit_lines import DONORS, ROLLOUT, donors_line, rollout_line
from accrue_facts.unit_panel import UnitPanel, orders_panel, table_panel
from accrue_facts.values import Grade, Line, Tried
from accrue_facts.worth import Worth, orders_worth
from accrue_stats.estimate import Refusal

HOLDOUT = "randomised holdout"
TREND = "trend and season"
CONTROL = "control series"
WORDS = {"rollout": ROLLOUT, "donors": DONORS, "timeline": TREND, "control": CONTROL}


@dataclass(frozen=True, slots=True)
class Rung:
    """One design to try: `attempt` gives the line, or why there is none."""

    name: str
    grade: Grade
    design: str
    attempt: Callable[[], Draft | str]


def margin_drafts(frame: Frame, holdouts: list[Draft]) -> list[Draft]:
    """The series with a control, the line of orders' margin, then other series; `holdouts` with their status."""
    pins = {pin.line: pin for pin in frame.facts.settings.pins}
    series = series_trends(frame)
    with_control = [s for s in series if isinstance(s, Source) and s.kpi.control is not None]
    others = [s for s in series if s not in with_control]
    return [
        *(_series(frame, one, pins.get("series")) for one in with_control),
        *_margin(frame, holdouts, pins.get("margin")),
        *(one if isinstance(one, Draft) else _series(frame, one, pins.get("series")) for one in others),
    ]


def _margin(frame: Frame, holdouts: list[Draft], pin: Pin | None) -> list[Draft]:
    worth, table = orders_worth(frame), table_panel(frame)
    is_dated = frame.facts.has("adoption") and (worth is not None or isinstance(table, UnitPanel))
    if worth is None and not isinstance(table, UnitPanel):
        return []
    if frame.facts.settings.go_live is None and not is_dated:
        return []
    if isinstance(worth, str) and not isinstance(table, UnitPanel):
        return [orders_trend(frame, worth)] if frame.facts.settings.go_live else []
    covered = frozenset(
        person for one in holdouts if one.line.status == "counted" for person in one.treated | one.control
    )
    panels = list(_panels(frame, worth, table, covered))
    rungs = [
        Rung("rollout", "B", ROLLOUT, lambda: _first(panels, lambda p: rollout_line(frame, p))),
        Rung("donors", "C", DONORS, lambda: _first(panels, lambda p: donors_line(frame, p))),
        Rung("timeline", "D", TREND, lambda: _trend(frame, worth)),
    ]
    return [_climb(rungs, pin, [Tried("A", HOLDOUT, _why_no_holdout(frame, holdouts))])]


def _panels(
    frame: Frame, worth: Worth | str | None, table: UnitPanel | str | None, covered: frozenset[str]
) -> Iterator[UnitPanel | str]:
    found = orders_panel(frame, worth, covered) if isinstance(worth, Worth) else None
    if found is not None:
        yield found
    if isinstance(table, UnitPanel) or (table is not None and found is None):
        yield table


def _first(
    panels: list[UnitPanel | str], measure: Callable[[UnitPanel], Draft | tuple[Refusal, ...]]
) -> Draft | str:
    """The first panel's line that can be drawn; else why not, of each panel."""
    told: list[str] = []
    for panel in panels:
        if isinstance(panel, str):
            told.append(panel)
            continue
        found = measure(panel)
        if isinstance(found, Draft):
            return found
        told += [one.reason for one in found]
    return " ".join(dict.fromkeys(told))


def _trend(frame: Frame, worth: Worth | str | None) -> Draft | str:
    if worth is None:
        return "There are no orders to draw a timeline of."
    if frame.facts.settings.go_live is None:
        return "programme.toml names no go_live."
    return orders_trend(frame, worth)


def _series(frame: Frame, source: Source, pin: Pin | None) -> Draft:
    bare = replace(source, kpi=replace(source.kpi, control=None))
    rungs = [Rung("timeline", "D", TREND, lambda: trend_draft(frame, bare))]
    tried: list[Tried] = []
    if source.kpi.control is not None:
        rungs.insert(0, Rung("control", "C", CONTROL, lambda: trend_draft(frame, source)))
    elif pin is not None and pin.design == "control":
        rungs.insert(0, Rung("control", "C", CONTROL, lambda: "The series has no control."))
    else:
        tried = [Tried("C", CONTROL, "The series has no control.")]
    return _climb(rungs, pin, tried)


def _climb(rungs: list[Rung], pin: Pin | None, tried: list[Tried]) -> Draft:
    """The first rung that holds. A pinned design is the only one: where it is refused, so is the line."""
    last: Draft | str = ""
    for rung in rungs:
        if pin is not None and rung.name != pin.design:
            tried.append(Tried(rung.grade, rung.design, f"The line is pinned to {WORDS[pin.design]}."))
            continue
        last = rung.attempt()
        if isinstance(last, Draft) and last.stat is not None:
            if last.line.grade > rung.grade:
                failed = " ".join(one.note for one in last.line.checks if one.passed is False)
                tried.append(Tried(rung.grade, rung.design, f"Not every diagnostic passed. {failed}".strip()))
            return _told(last, rung, tried, pin)
        reason = last if isinstance(last, str) else last.line.reason or ""
        tried.append(Tried(rung.grade, rung.design, reason))
        if pin is not None:
            break
    return _told(_refused(last, tried[-1]), None, tried, pin)


def _refused(last: Draft | str, rung: Tried) -> Draft:
    if isinstance(last, Draft):
        return last
    name = "Margin since go-live"
    line = Line(
        key=f"{'trend' if rung.design == TREND else 'units'}/orders/margin", name=name, grade=rung.grade,
        design=rung.design, measure="margin", status="refused", reason=rung.reason, value=None, low=None, high=None,
        method="Every design that could have measured it was refused.",
    )  # fmt: skip
    return Draft(line, None, refused(name, (Refusal("roi.no_design", rung.reason),)))


def _told(draft: Draft, rung: Rung | None, tried: list[Tried], pin: Pin | None) -> Draft:
    """With what was tried above it; a line that is refused was tried itself, and does not name itself again."""
    above = tried if rung is not None else [one for one in tried if one.design != draft.line.design]
    pinned = None if pin is None else pin.reason or "No reason was given."
    return replace(draft, line=replace(draft.line, tried=tuple(above), pinned=pinned))


def _why_no_holdout(frame: Frame, holdouts: list[Draft]) -> str:
    if not holdouts:
        return "No experiment with an outcome in money holds people out by chance."
    counted = [one for one in holdouts if one.line.status == "counted"]
    if counted:
        people = len(frozenset(person for one in counted for person in one.treated))
        return f"Holdouts measure the {people:,} people they treated, in lines of their own, and nobody else."
    return " ".join(dict.fromkeys(f"{one.line.name}: {one.line.reason}" for one in holdouts))
