"""How far each input moves the return, what it would have to be for nothing to be left, and costs of one."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.roi.pictures.amounts import Amounts
from accrue.roi.selectors.statements import Opened
from accrue.ui.charts import Tornado, TornadoRow
from accrue.ui.figures import number, percent
from accrue_facts.values import Sensitivity

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Even:
    """An input as it is, and as it would have to be."""

    label: str
    value: str
    even: str
    reason: str


@dataclass(frozen=True, slots=True)
class OneCost:
    label: str
    amount: str
    of: str


def tornado(opened: Opened) -> Tornado | None:
    drawn = opened.drawn
    if drawn.roi_percent is None or not drawn.tornado:
        return None
    rows = [
        TornadoRow(_label(opened, one.input, one.label), one.roi_low / 100, one.roi_high / 100)
        for one in drawn.tornado[:SHOWN]
    ]
    title = "Return at the low and the high end of each input"
    return Tornado("roi-tornado", title, rows, drawn.roi_percent.value / 100, lambda v: percent(float(v)))


def evens(opened: Opened, amounts: Amounts) -> list[Even]:
    def written(one: Sensitivity, value: float | None) -> str:
        if value is None:
            return "–"
        return amounts.exact(value) if one.unit == "money" else percent(value, 1)

    return [
        Even(_label(opened, one.input, one.label), written(one, one.value), written(one, one.break_even), one.reason or "")
        for one in opened.drawn.sensitivity
    ]  # fmt: skip


def unit_costs(opened: Opened, amounts: Amounts) -> list[OneCost]:
    words = {"order": "orders", "user_month": "users’ months", "won_deal": "deals won"}
    return [
        OneCost(one.label, amounts.exact(one.cost), f"{number(one.count or 0)} {words.get(one.per, '')}")
        for one in opened.drawn.unit_costs
        if one.cost is not None
    ]


def _label(opened: Opened, key: str, label: str) -> str:
    for line in opened.drawn.lines:
        if key.endswith(f"/{line.key}"):
            return label.replace(line.name, opened.name_of(line))
    return label
