"""The strips of figures: beneath the headline, and the same cash over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from accrue.roi.pictures.addresses import Addresses
from accrue.roi.pictures.amounts import Amounts, interval
from accrue.roi.pictures.words import ABOVE, chance, plain, rate_of_return, years
from accrue.ui.figures import number, percent
from accrue_facts.values import Interval
from accrue_facts.values import Statement as Drawn


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a strip. `undefined` says in words why there is none."""

    label: str
    value: str
    beside: str
    url: str = ""
    undefined: bool = False


def headline_cells(drawn: Drawn, amounts: Amounts, addresses: Addresses) -> list[Cell]:
    return [
        _cell(drawn, "Net return", "net_return", amounts.short, url=addresses.figure("net")),
        _cell(drawn, "Cost to benefit", "cost_to_benefit", lambda v: number(v, 2)),
        _chance(drawn),
        _cell(drawn, "Payback", "payback_years", years),
        _evidence(drawn),
    ]


def cash_cells(drawn: Drawn, amounts: Amounts) -> list[Cell]:
    """Present value and the other ways to look at the same cash."""
    rate = percent(drawn.programme.discount_rate, 1)
    return [
        _cell(drawn, "Net present value", "npv", amounts.short, beside=f"at {rate} a year"),
        _rate_of_return(drawn),
        _cell(drawn, "Discounted payback", "discounted_payback_years", years),
        _cell(drawn, "From measured lines alone", "roi_percent_measured_only", lambda v: percent(v / 100)),
    ]


def _cell(
    drawn: Drawn, label: str, name: str, write: Callable[[float], str], *, url: str = "", beside: str = ""
) -> Cell:
    found: Interval | None = getattr(drawn, name)
    if found is None:
        reason = next((one.reason for one in drawn.undefined if one.figure == name), "")
        return Cell(label, "–", plain(reason) or "Not stated", undefined=True)
    said = ", ".join(filter(None, (interval(found, write), beside))) or "exact"
    return Cell(label, write(found.value), said, url)


def _rate_of_return(drawn: Drawn) -> Cell:
    cell, found = _cell(drawn, "Internal rate of return", "irr", rate_of_return), drawn.irr
    if found is None or found.low is None or rate_of_return(found.low) != ABOVE:
        return cell
    return replace(cell, beside="and so is all of its interval; the API has the exact rate")


def _chance(drawn: Drawn) -> Cell:
    if drawn.probability_positive is None:
        return Cell("Chance it pays off", "–", "Not stated", undefined=True)
    how = f"{number(drawn.draws)} simulations" if drawn.draws else "computed exactly"
    return Cell("Chance it pays off", chance(drawn.probability_positive), how)


def _evidence(drawn: Drawn) -> Cell:
    share = drawn.share
    if share is None:
        return Cell("Evidence", "–", "No line counts", undefined=True)
    beside = f"{percent(share.modelled)} modelled, {percent(share.declared)} declared"
    return Cell("Evidence", f"{percent(share.measured)} measured", beside)
