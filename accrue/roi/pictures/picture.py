"""The whole statement, put together for a template."""

from __future__ import annotations

from functools import cached_property

from accrue.roi.pictures.addresses import Addresses
from accrue.roi.pictures.amounts import Amounts, interval
from accrue.roi.pictures.cells import Cell, cash_cells, headline_cells
from accrue.roi.pictures.effects import Tab, effects
from accrue.roi.pictures.insights import Insight, greatest, improve
from accrue.roi.pictures.methods import LineMethod, line_methods
from accrue.roi.pictures.rows import CostRow, Row, cost_rows, line_rows
from accrue.roi.pictures.sensitivity import Even, OneCost, evens, tornado, unit_costs
from accrue.roi.pictures.strip import strip
from accrue.roi.pictures.waterfall import waterfall
from accrue.roi.pictures.words import holds_zero, plain, spoken
from accrue.roi.selectors.statements import Opened
from accrue.ui.charts import DensityStrip, Tornado, Waterfall
from accrue.ui.figures import level_text, percent
from accrue_facts.values import Figure


class Picture:
    """`addresses` off: nothing links further (PDF, published page)."""

    def __init__(self, opened: Opened, *, addresses: bool = True) -> None:
        self.opened, self.kept, self.drawn = opened, opened.kept, opened.drawn
        self.addresses = Addresses(self.kept.number, addresses)
        self.amounts = Amounts(self.kept.currency)
        self.level = level_text(self.drawn.level)

    @property
    def period(self) -> str:
        return f"{spoken(self.drawn.period.start)} to {spoken(self.drawn.period.end)}"

    @property
    def baseline(self) -> str:
        window = self.drawn.programme.baseline
        return f"{spoken(window[0])} to {spoken(window[1])}" if window else ""

    @property
    def has_return(self) -> bool:
        return self.drawn.roi_percent is not None

    @property
    def roi(self) -> str:
        found = self.drawn.roi_percent
        return percent(found.value / 100) if found else ""

    @property
    def roi_interval(self) -> str:
        return interval(self.drawn.roi_percent, lambda v: percent(v / 100))

    @property
    def roi_could_be_chance(self) -> bool:
        return holds_zero(self.drawn.roi_percent)

    @property
    def per_unit(self) -> str:
        return self.amounts.per_unit(self.drawn.roi_percent)

    @cached_property
    def strip(self) -> DensityStrip | None:
        return strip(self.drawn, level=self.level)

    @cached_property
    def cells(self) -> list[Cell]:
        return headline_cells(self.drawn, self.amounts, self.addresses)

    @cached_property
    def over_time(self) -> list[Cell]:
        return cash_cells(self.drawn, self.amounts)

    @cached_property
    def waterfall(self) -> Waterfall | None:
        return waterfall(self.opened, self.amounts, self.addresses, level=self.level)

    @cached_property
    def tabs(self) -> list[Tab]:
        return effects(self.opened, self.amounts, level=self.level)

    @cached_property
    def rows(self) -> list[Row]:
        return line_rows(self.opened, self.amounts, self.addresses)

    @property
    def counted(self) -> list[Row]:
        return [row for row in self.rows if row.status == "counted"]

    @property
    def shown(self) -> list[Row]:
        return [row for row in self.rows if row.status == "shown"]

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.status == "refused"]

    @property
    def laddered(self) -> list[Row]:
        """The lines whose design was not the first choice, or somebody's."""
        return [row for row in self.rows if row.tried or row.pinned]

    @cached_property
    def costs(self) -> list[CostRow]:
        return cost_rows(self.opened, self.amounts, self.addresses)

    @cached_property
    def tornado(self) -> Tornado | None:
        return tornado(self.opened)

    @property
    def evens(self) -> list[Even]:
        return evens(self.opened, self.amounts)

    @property
    def unit_costs(self) -> list[OneCost]:
        return unit_costs(self.opened, self.amounts)

    @property
    def greatest(self) -> list[Insight]:
        return greatest(self.opened, self.rows, self.amounts)

    @property
    def improve(self) -> list[Insight]:
        return improve(self.opened, self.rows, self.costs)

    @property
    def methods(self) -> list[LineMethod]:
        return line_methods(self.opened, self.rows, self.amounts)

    @property
    def net(self) -> str:
        return self.exact(self.drawn.net_return.value) if self.drawn.net_return else "–"

    @property
    def net_interval(self) -> str:
        return interval(self.drawn.net_return, self.amounts.short)

    @property
    def benefit(self) -> str:
        return self.exact(self.drawn.benefit.value) if self.drawn.benefit else "–"

    @property
    def benefit_interval(self) -> str:
        return interval(self.drawn.benefit, self.amounts.short)

    @property
    def cost(self) -> str:
        return self.exact(-self.drawn.cost) if self.drawn.cost is not None else "–"

    @property
    def why_not(self) -> list[str]:
        """Why the whole gives no number, in words."""
        return list(dict.fromkeys(plain(one.reason) for one in self.drawn.refused if one.line is None))

    @property
    def notes(self) -> list[str]:
        return [plain(note) for note in self.drawn.notes]

    @cached_property
    def projection(self) -> dict[str, str] | None:
        found = self.drawn.projection
        if found is None:
            return None
        return {
            "months": str(found.months),
            "benefit": self.amounts.short(found.benefit),
            "cost": self.amounts.short(found.cost),
            "net": self.amounts.short(found.net_return),
            "present_value": self.amounts.short(found.present_value),
            "assumption": found.assumption,
            "benefit_interval": self._ends(found.benefit_low, found.benefit_high),
            "net_interval": self._ends(found.net_return_low, found.net_return_high),
            "present_interval": self._ends(found.present_value_low, found.present_value_high),
        }

    @property
    def projected(self) -> list[str]:
        """The projection in sentences, each figure with its interval; empty where there is none."""
        found = self.projection
        if found is None:
            return []

        def said(name: str, value: str, interval: str) -> str:
            return f"{name} {found[value]}" + (f" ({found[interval]})" if found[interval] else "")

        whole = ", ".join(
            [
                said("benefit", "benefit", "benefit_interval"),
                f"cost {found['cost']}",
                said("net return", "net", "net_interval"),
            ]
        )
        worth = said("worth", "present_value", "present_interval")
        about = (
            f"The {self.level} intervals say how well the period’s benefit is known, not whether it goes on."
            if found["benefit_interval"]
            else "There is no interval: the benefit of the period has none to carry on."
        )
        return [
            found["assumption"],
            f"Over {found['months']} more months: {whole}; {worth} today.",
            f"{about} None of this is in the figures of the return.",
        ]

    def _ends(self, low: float | None, high: float | None) -> str:
        """An interval in words; empty where there is none."""
        return (
            "" if low is None or high is None else f"{self.amounts.short(low)} to {self.amounts.short(high)}"
        )

    def exact(self, value: float) -> str:
        return self.amounts.exact(value)

    def figure(self, one: Figure) -> tuple[str, str]:
        """A figure and its interval, written by its unit."""
        return self.amounts.figure(one)
