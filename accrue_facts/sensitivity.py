"""What would have to be otherwise for nothing to be left, and how far each input moves the return."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from accrue_facts.draft import Draft
from accrue_facts.values import CostLine, Interval, Sensitivity, Swing

SWING = 0.20
"""How far inputs without an interval of their own are moved, as a part of them."""
OWN, WHOLE, PART = "its interval", "from nothing taken off to everything", f"{SWING:.0%} less and more"
MIXED = "Some orders name their own margin and others take it from the rate, so the benefit does not go with the rate."


def sensitivities(
    counted: Sequence[Draft],
    costs: Sequence[CostLine],
    net: Interval | None,
    *,
    margin_rate: float | None,
    discount_rate: float,
    irr: Interval | None,
) -> tuple[Sensitivity, ...]:
    """For each input the value at which the net return would be zero, all others staying as they are.

    For the discount rate: at which the net present value would be zero. Empty without a net return.
    """
    if net is None:
        return ()
    return (
        *(_line(one, net.value) for one in counted),
        *(found for one in counted if (found := _haircut(one, net.value)) is not None),
        *(found for one in counted for found in _realised(one, net.value)),
        *_rate(counted, net.value, margin_rate),
        *(
            Sensitivity(f"cost/{c.category}", c.label, "money", c.amount, round(c.amount + net.value, 6), None)
            for c in costs
        ),
        _discount(discount_rate, irr),
    )  # fmt: skip


def tornado(
    counted: Sequence[Draft], costs: Sequence[CostLine], benefit: Interval | None, cost: float | None, *,
    margin_rate: float | None,
) -> tuple[Swing, ...]:  # fmt: skip
    """The ROI (× 100) at the low and the high end of each input, all others staying; the widest first.

    Lines go to the ends of their interval, declared ones from nothing to everything taken off, costs, the margin
    rate and declared parts 20 % down and up. Empty without a cost.
    """
    if benefit is None or not cost or cost < 0:
        return ()
    whole, spent = benefit.value, cost

    def roi(more: float = 0.0, dearer: float = 0.0) -> float | None:
        now = spent + dearer
        return 100 * (whole + more - now) / now if now > 0 else None

    found: list[tuple[str, str, str, float, float, float | None, float | None]] = []
    for one in counted:
        line = one.line
        value = line.value or 0.0
        if line.low is not None and line.high is not None:
            ends = (roi(line.low - value), roi(line.high - value))
            found.append((f"line/{line.key}", line.name, OWN, line.low, line.high, *ends))
        elif line.haircut is not None:
            gross = line.records[0].amount
            ends = (roi(gross - value), roi(-value))
            found.append((f"haircut/{line.key}", f"{line.name}: haircut", WHOLE, 0.0, 1.0, *ends))
        for key, label, share in _declared_parts(one):
            low, high = share * (1 - SWING), min(share * (1 + SWING), 1.0)
            ends = (roi(value * (low / share - 1)), roi(value * (high / share - 1)))
            found.append((key, label, PART, low, high, *ends))
    for c in costs:
        low, high = c.amount * (1 - SWING), c.amount * (1 + SWING)
        ends = (roi(dearer=low - c.amount), roi(dearer=high - c.amount))
        found.append((f"cost/{c.category}", c.label, PART, low, high, *ends))
    part = _part_of_rate(counted)
    if margin_rate and part:
        low, high = margin_rate * (1 - SWING), min(margin_rate * (1 + SWING), 1.0)
        ends = (roi(part * (low / margin_rate - 1)), roi(part * (high / margin_rate - 1)))
        found.append(("margin_rate", "Margin rate", PART, low, high, *ends))
    swings = [
        Swing(key, label, how, low, high, at_low, at_high)
        for key, label, how, low, high, at_low, at_high in found
        if at_low is not None and at_high is not None
    ]
    return tuple(sorted(swings, key=lambda s: (-abs(s.roi_high - s.roi_low), s.input)))


def _line(one: Draft, net: float) -> Sensitivity:
    value = one.line.value or 0.0
    return Sensitivity(f"line/{one.line.key}", one.line.name, "money", value, round(value - net, 6), None)


def _haircut(one: Draft, net: float) -> Sensitivity | None:
    line = one.line
    if line.haircut is None:
        return None
    gross = line.records[0].amount
    even = 1 - ((line.value or 0.0) - net) / gross if gross else None
    return _share(f"haircut/{line.key}", f"{line.name}: haircut", line.haircut, even, "haircut")


def _declared_parts(one: Draft) -> Iterator[tuple[str, str, float]]:
    """What a line is multiplied by that somebody declared: key, label and fraction."""
    for figure in one.line.figures:
        if one.pool == "hours" and figure.name in ("realisation", "adoption") and figure.value:
            yield f"{figure.name}/{one.line.key}", f"{one.line.name}: {figure.name}", figure.value


def _realised(one: Draft, net: float) -> Iterator[Sensitivity]:
    value = one.line.value or 0.0
    for key, label, part in _declared_parts(one):
        what = label.rpartition(" ")[2]
        yield _share(key, label, part, part * (1 - net / value) if value else None, what)


def _rate(counted: Sequence[Draft], net: float, rate: float | None) -> Iterator[Sensitivity]:
    if rate is None or all(one.rate_share == 0 for one in counted):
        return
    part = _part_of_rate(counted)
    if part is None:
        yield Sensitivity("margin_rate", "Margin rate", "share", rate, None, MIXED)
        return
    yield _share("margin_rate", "Margin rate", rate, rate * (1 - net / part) if part else None, "margin rate")


def _part_of_rate(counted: Sequence[Draft]) -> float | None:
    """The part of the benefit that goes with the margin rate; None where it is not known."""
    if any(one.rate_share is None for one in counted):
        return None
    return sum((one.line.value or 0.0) * (one.rate_share or 0.0) for one in counted)


def _share(key: str, label: str, value: float, even: float | None, what: str) -> Sensitivity:
    if even is None or not 0 <= even <= 1:
        return Sensitivity(key, label, "share", value, None, f"No {what} between 0 and 1 would do it.")
    return Sensitivity(key, label, "share", value, even, None)


def _discount(rate: float, irr: Interval | None) -> Sensitivity:
    reason = None if irr else "No one rate makes the present value zero."
    return Sensitivity(
        "discount_rate", "Discount rate a year, for the present value", "share", rate, irr.value if irr else None, reason
    )  # fmt: skip
