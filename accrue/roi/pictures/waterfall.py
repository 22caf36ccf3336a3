"""The waterfall: what every line brought, what it cost, what is left."""

from __future__ import annotations

from typing import Literal

from accrue.roi.pictures.addresses import Addresses
from accrue.roi.pictures.amounts import Amounts
from accrue.roi.selectors.statements import Opened
from accrue.ui.charts import Step, Waterfall

KINDS: dict[str, Literal["gain", "cost", "total"]] = {
    "gain": "gain",
    "sub": "total",
    "cost": "cost",
    "net": "total",
}


def waterfall(opened: Opened, amounts: Amounts, addresses: Addresses, *, level: str) -> Waterfall | None:
    drawn = opened.drawn
    if not drawn.waterfall:
        return None
    lines = {line.key: (index, opened.name_of(line)) for index, line in enumerate(drawn.lines)}
    steps = [
        Step(
            key=f"s{n}",
            label=lines[step.key][1] if step.key in lines else step.label,
            value=step.value,
            kind=KINDS[step.kind],
            low=step.low,
            high=step.high,
            evidence=step.evidence or "measured",
            url=_leads_to(step.key, lines, addresses),
        )
        for n, step in enumerate(drawn.waterfall)
    ]
    return Waterfall(
        key="roi-waterfall",
        title="Benefits and costs",
        steps=steps,
        fmt=amounts.short,
        signed=lambda v: amounts.short(v, sign=True),
        level=level,
    )


def _leads_to(key: str, lines: dict[str, tuple[int, str]], addresses: Addresses) -> str:
    if key in lines:
        return addresses.line(lines[key][0])
    if key.startswith("cost/"):
        return addresses.cost(key.removeprefix("cost/"))
    return addresses.figure(key)
