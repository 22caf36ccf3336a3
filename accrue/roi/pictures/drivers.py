"""What drove a line: factors that add up to it, and are never added to it."""

from __future__ import annotations

from dataclasses import dataclass

from accrue.roi.pictures.amounts import Amounts
from accrue.ui.figures import number, percent
from accrue_facts.values import Driver, Line


@dataclass(frozen=True, slots=True)
class DriverRow:
    """`moved` is the factor in both arms: “3.2% against 2.7%”."""

    label: str
    moved: str
    amount: str


def driver_rows(line: Line, amounts: Amounts) -> list[DriverRow]:
    return [DriverRow(d.label, _moved(d, amounts), amounts.exact(d.value)) for d in line.drivers]


def _moved(driver: Driver, amounts: Amounts) -> str:
    actual, without = (_written(driver, value, amounts) for value in (driver.actual, driver.without))
    return f"{actual} against {without} without"


def _written(driver: Driver, value: float, amounts: Amounts) -> str:
    if driver.unit == "money":
        return amounts.exact(value)
    return percent(value, 2) if driver.unit == "share" else number(value, 2)
